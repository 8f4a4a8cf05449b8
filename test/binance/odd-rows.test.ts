import { beforeEach, describe, expect, test } from 'vitest'
import type { Exchange } from '#ports/exchange.ts'
import { anExchange } from './an-exchange.ts'
import recorded from './fixtures/recorded.json' with { type: 'json' }
import { replayServerForTests } from './replay-server.ts'

const server = replayServerForTests()
let exchange: Exchange
beforeEach(() => {
  exchange = anExchange({ fetch: server.fetch })
})

const row = (change: Readonly<Record<string, unknown>> = {}) => ({
  symbol: 'ETHUSDT',
  positionSide: 'BOTH',
  positionAmt: '-1.500',
  entryPrice: '2500.10',
  markPrice: '2490.00',
  unRealizedProfit: '15.15000000',
  liquidationPrice: '0',
  updateTime: 1738548000000,
  ...change,
})
const positionRisk = (...body: readonly unknown[]) => server.reply('GET /fapi/v3/positionRisk', { body })

describe('of a position', () => {
  test('numbers with an exponent are numbers', async () => {
    positionRisk(row({ positionAmt: '1.2E-7', markPrice: '6.0e4' }))
    const { open } = await exchange.positions()
    expect(open).toMatchObject([{ side: 'long', quantity: '0.00000012', markPrice: '60000' }])
  })

  test.each(['0', '-1', 'NaN', '', null, '0.000', '1e999'])(
    'a mark of %j does not count',
    async markPrice => {
      positionRisk(row({ markPrice }))
      const { open, unread } = await exchange.positions()
      expect(open).toMatchObject([{ symbol: 'ETHUSDT', quantity: '1.5', markPrice: undefined }])
      expect(unread).toEqual([])
    },
  )

  test('a field that is not needed may have any form', async () => {
    positionRisk(row({ liquidationPrice: '', unRealizedProfit: null, entryPrice: 'x', updateTime: {} }))
    expect((await exchange.positions()).open).toMatchObject([{ symbol: 'ETHUSDT', quantity: '1.5' }])
  })

  test.each([null, 'NaN', '', undefined])(
    'an amount of %j hides no other row, and is not flat',
    async amount => {
      positionRisk(row({ symbol: 'SOLUSDT', positionAmt: amount }), row())
      expect(await exchange.positions()).toMatchObject({
        open: [{ symbol: 'ETHUSDT' }],
        unread: ['SOLUSDT'],
        complete: true,
      })
      positionRisk(row({ positionAmt: amount }))
      await expect(exchange.position('ETHUSDT')).rejects.toThrow('positionRisk ETHUSDT')
    },
  )

  test.each([null, 7, {}, row({ symbol: null })])(
    'a row that names no symbol may be any client’s: %j',
    async odd => {
      positionRisk(odd, row())
      expect(await exchange.positions()).toMatchObject({ open: [{ symbol: 'ETHUSDT' }], complete: false })
      positionRisk(odd)
      await expect(exchange.position('ETHUSDT')).rejects.toThrow('cannot be read')
    },
  )
})

describe('of an order that may be any client’s', () => {
  const [known] = recorded.algoOrders
  const trailing = { ...known, orderType: 'TRAILING_STOP_MARKET', clientAlgoId: 'by-hand' }
  const { triggerPrice: _, ...without } = trailing

  test.each([
    ['no trigger', without],
    ['an empty one', { ...trailing, triggerPrice: '' }],
    ['null', { ...trailing, triggerPrice: null }],
    ['zero', { ...trailing, triggerPrice: '0.00' }],
    ['any other oddity', { ...without, price: {}, quantity: null, side: 'LEFT', updateTime: 'soon' }],
  ])('a row with %s hides no other row', async (_of, odd) => {
    server.reply('GET /fapi/v1/openAlgoOrders', { body: [odd, known] })
    const [first, second] = await exchange.openAlgoOrders('BNBUSDT')
    expect(first).toMatchObject({
      clientId: 'by-hand',
      type: 'TRAILING_STOP_MARKET',
      triggerPrice: undefined,
    })
    expect(second).toMatchObject({ clientId: known?.clientAlgoId, triggerPrice: '44000' })
  })

  test('a regular order with fields of any form hides no other row', async () => {
    const [first] = recorded.orders
    const odd = { ...first, clientOrderId: 'by-hand', price: null, origQty: '', type: 7 }
    server.reply('GET /fapi/v1/openOrders', { body: [odd, first] })
    const read = await exchange.openOrders('BTCUSDT')
    expect(read.map(order => order.clientId)).toEqual(['by-hand', first?.clientOrderId])
    expect(read[0]).toMatchObject({ price: undefined, quantity: undefined })
  })

  test('a row without a client id may be ours: the book cannot be read', async () => {
    server.reply('GET /fapi/v1/openAlgoOrders', { body: [{ ...known, clientAlgoId: null }] })
    await expect(exchange.openAlgoOrders('BNBUSDT')).rejects.toThrow('clientAlgoId')
  })
})

test.each([
  ['0', '97000.10'],
  ['97000.20', '97000.10'],
  ['NaN', '97000.10'],
])('a bid of %s below an ask of %s is not a usable quote', async (bidPrice, askPrice) => {
  server.reply('GET /fapi/v1/ticker/bookTicker', { body: { bidPrice, askPrice } })
  await expect(exchange.touch('BTCUSDT')).rejects.toThrow('bookTicker BTCUSDT')
  server.reply('GET /fapi/v1/ticker/bookTicker', { body: { bidPrice: '97000.00', askPrice: '97000.10' } })
  expect(await exchange.touch('BTCUSDT')).toEqual({ bid: '97000', ask: '97000.1' })
})
