import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '#paper/memory-store.ts'
import { type Bench, bench } from './builder.ts'

type Params = Record<string, string | number | boolean>
const SYMBOL = { symbol: 'BTCUSDT' }
const LIMIT = { ...SYMBOL, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '59900' }
const MARKET = { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' }

const place = (of: Bench, terms: Params) => of.send('POST', '/v1/order', terms)
const read = async (of: Bench, origClientOrderId: string) =>
  (await of.send('GET', '/v1/order', { ...SYMBOL, origClientOrderId })).body
const position = async (of: Bench) => (await of.send('GET', '/v3/positionRisk')).body[0]?.positionAmt
const trades = async (of: Bench) => (await of.send('GET', '/v1/userTrades', SYMBOL)).body

describe('resting orders', () => {
  test('are filled best price first, then in the order they came', async () => {
    const of = bench({ settings: { startingBalance: '1000000' } })
    await place(of, { ...LIMIT, quantity: '4', price: '59800', newClientOrderId: 'worse' })
    await place(of, { ...LIMIT, quantity: '4', price: '59900', newClientOrderId: 'better' })
    await place(of, { ...LIMIT, quantity: '4', price: '59900', newClientOrderId: 'later' })
    of.tick({ last: '59700', volume: '10' })
    const executed = async (id: string) => (await read(of, id)).executedQty
    expect([await executed('better'), await executed('later'), await executed('worse')]).toEqual([
      '4.000',
      '1.000',
      '0.000',
    ])
  })
})

describe('changing a resting order', () => {
  const modify = (of: Bench, more: Params) =>
    of.send('PUT', '/v1/order', {
      ...SYMBOL,
      side: 'BUY',
      origClientOrderId: 'rest',
      quantity: '0.1',
      price: '59900',
      ...more,
    })
  const resting = async (more: Params = {}) => {
    const of = bench()
    const { body } = await place(of, { ...LIMIT, newClientOrderId: 'rest', ...more })
    return { of, orderId: body.orderId }
  }

  test('gives it another price and quantity under the same id', async () => {
    const { of, orderId } = await resting()
    const { body } = await modify(of, { quantity: '0.2', price: '59800' })
    expect(body).toMatchObject({
      orderId,
      status: 'NEW',
      origQty: '0.200',
      price: '59800.00',
      pair: 'BTCUSDT',
    })
    expect(await read(of, 'rest')).toMatchObject({ orderId, origQty: '0.200', price: '59800.00' })
  })

  test('to a price through the market fills it', async () => {
    const { of } = await resting()
    expect((await modify(of, { price: '60010' })).body).toMatchObject({
      status: 'FILLED',
      executedQty: '0.100',
    })
    expect(await position(of)).toBe('0.100')
  })

  test('ends it when the new quantity is executed already, or a post-only order would take', async () => {
    const filling = bench({ settings: { startingBalance: '1000000' } })
    await place(filling, { ...LIMIT, quantity: '8', newClientOrderId: 'rest' })
    filling.tick({ last: '59890', volume: '10' })
    expect((await modify(filling, { quantity: '5' })).body).toMatchObject({
      status: 'CANCELED',
      executedQty: '5.000',
    })
    const { of } = await resting({ timeInForce: 'GTX' })
    expect((await modify(of, { price: '60010' })).body).toMatchObject({
      status: 'CANCELED',
      executedQty: '0.000',
    })
  })

  test.each([
    ['nothing new', {}, -5027],
    ['an order that is not open', { origClientOrderId: 'none' }, -2013],
    ['the other side', { side: 'SELL' }, -1117],
    ['a price off the tick', { price: '59900.05' }, -4014],
    ['a price above the band', { price: '64000' }, -4016],
    ['too small a notional', { quantity: '0.001', price: '49000' }, -4164],
    ['more margin than there is', { quantity: '5', price: '59800' }, -2019],
  ])('to %s is refused and leaves it as it was', async (_, more, code) => {
    const { of } = await resting()
    const before = await read(of, 'rest')
    expect((await modify(of, more)).body.code).toBe(code)
    expect(await read(of, 'rest')).toEqual(before)
  })
})

describe('several orders in one request', () => {
  const batch = (of: Bench, orders: readonly Params[], method = 'POST') =>
    of.send(method, '/v1/batchOrders', { batchOrders: JSON.stringify(orders) })

  test('are taken or refused one by one, in order', async () => {
    const of = bench()
    const { status, body } = await batch(of, [
      { ...LIMIT, newClientOrderId: 'first' },
      { ...MARKET, reduceOnly: true },
      { ...LIMIT, newClientOrderId: 'first' },
      { ...MARKET, newOrderRespType: 'RESULT' },
    ])
    expect(status).toBe(200)
    expect(body).toMatchObject([
      { clientOrderId: 'first', status: 'NEW' },
      { code: -2022 },
      { code: -4116 },
      { status: 'FILLED', executedQty: '0.100' },
    ])
  })

  test('are changed and cancelled in one request, too', async () => {
    const of = bench()
    await batch(
      of,
      ['a', 'b', 'c'].map(newClientOrderId => ({ ...LIMIT, newClientOrderId })),
    )
    const change = { ...SYMBOL, side: 'BUY', quantity: '0.2', price: '59000' }
    const changed = await batch(
      of,
      ['a', 'none'].map(origClientOrderId => ({ ...change, origClientOrderId })),
      'PUT',
    )
    expect(changed.body).toMatchObject([{ clientOrderId: 'a', origQty: '0.200' }, { code: -2013 }])
    const cancelled = await of.send('DELETE', '/v1/batchOrders', {
      ...SYMBOL,
      origClientOrderIdList: JSON.stringify(['a', 'none', 'b']),
    })
    expect(cancelled.body).toMatchObject([
      { clientOrderId: 'a', status: 'CANCELED' },
      { code: -2011 },
      { clientOrderId: 'b', status: 'CANCELED' },
    ])
    const { orderId } = await read(of, 'c')
    const byId = await of.send('DELETE', '/v1/batchOrders', { ...SYMBOL, orderIdList: `[${orderId}]` })
    expect(byId.body).toMatchObject([{ orderId, status: 'CANCELED' }])
  })

  test('each count as an order', async () => {
    const of = bench({ settings: { orderLimit10s: 3 } })
    expect((await batch(of, [LIMIT, LIMIT])).headers.get('X-MBX-ORDER-COUNT-10S')).toBe('2')
    expect((await batch(of, [LIMIT, LIMIT])).status).toBe(429)
    expect((await of.send('GET', '/v1/openOrders', SYMBOL)).body).toHaveLength(2)
  })

  test('happen once each although somebody else saves in between', async () => {
    const inner = createMemoryStore()
    let saves = 0
    const of = bench({
      store: {
        ...inner,
        saveSymbol: async (symbol, record, version) => {
          saves += 1
          return saves % 2 === 0 && inner.saveSymbol(symbol, record, version)
        },
      },
    })
    await batch(of, [MARKET, MARKET, MARKET])
    expect(await position(of)).toBe('0.300')
    expect(await trades(of)).toHaveLength(3)
  })
})

describe('a countdown', () => {
  const start = (of: Bench, countdownTime: number) =>
    of.send('POST', '/v1/countdownCancelAll', { ...SYMBOL, countdownTime })

  test('cancels the resting orders of the symbol when it runs out, and leaves conditional ones', async () => {
    const of = bench()
    await place(of, { ...LIMIT, newClientOrderId: 'rest' })
    const stop = { ...SYMBOL, algoType: 'CONDITIONAL', side: 'BUY', type: 'STOP_MARKET', quantity: '0.1' }
    await of.send('POST', '/v1/algoOrder', { ...stop, triggerPrice: '61000' })
    expect((await start(of, 5000)).body).toEqual({ symbol: 'BTCUSDT', countdownTime: '5000' })
    const dueAt = of.clock.now() + 5000
    of.clock.advance(4999)
    expect((await read(of, 'rest')).status).toBe('NEW')
    of.clock.advance(1)
    expect(await read(of, 'rest')).toMatchObject({ status: 'CANCELED', updateTime: dueAt })
    expect((await of.send('GET', '/v1/openAlgoOrders', SYMBOL)).body).toHaveLength(1)
  })

  test('that ran out between two looks spared nothing: what traded later finds no order', async () => {
    const of = bench()
    await place(of, { ...LIMIT, newClientOrderId: 'rest' })
    await start(of, 1500)
    of.tick('60000')
    of.tick('59000')
    expect(await read(of, 'rest')).toMatchObject({ status: 'CANCELED', executedQty: '0.000' })
  })

  test('is put off by the next one, stopped by zero, and does not touch orders that come after it', async () => {
    const of = bench()
    await place(of, { ...LIMIT, newClientOrderId: 'rest' })
    await start(of, 1000)
    of.clock.advance(900)
    await start(of, 1000)
    of.clock.advance(900)
    await start(of, 0)
    of.clock.advance(10_000)
    expect((await read(of, 'rest')).status).toBe('NEW')
    await start(of, 1000)
    of.clock.advance(2000)
    await place(of, { ...LIMIT, newClientOrderId: 'after' })
    expect([(await read(of, 'rest')).status, (await read(of, 'after')).status]).toEqual(['CANCELED', 'NEW'])
  })
})

describe('a trailing stop with an activation price', () => {
  const trail = (of: Bench, activatePrice: string) =>
    of.send('POST', '/v1/algoOrder', {
      ...SYMBOL,
      algoType: 'CONDITIONAL',
      side: 'SELL',
      type: 'TRAILING_STOP_MARKET',
      quantity: '0.1',
      reduceOnly: true,
      callbackRate: '1',
      activatePrice,
      clientAlgoId: 'trail',
    })

  test('waits for it, then follows the best price', async () => {
    const of = bench()
    await place(of, MARKET)
    await trail(of, '61000')
    const status = async () =>
      (await of.send('GET', '/v1/algoOrder', { ...SYMBOL, clientAlgoId: 'trail' })).body.algoStatus
    for (const price of ['59000', '61000', '62000']) of.tick(price)
    expect(await status()).toBe('NEW')
    of.tick('61380')
    expect(await status()).toBe('TRIGGERING')
  })

  test('is refused when the market is past it', async () => {
    const of = bench()
    await place(of, MARKET)
    expect((await trail(of, '60000')).body.code).toBe(-2021)
  })
})

describe('an oversized reduce-only order', () => {
  const exit = { ...LIMIT, side: 'SELL', price: '60500', quantity: '0.3', reduceOnly: true }

  test.each([
    [true, { code: -2022 }],
    [false, { status: 'NEW', origQty: '0.100' }],
  ])(
    'with rejectOversizedReduceOnly %s is refused or cut down',
    async (rejectOversizedReduceOnly, expected) => {
      const of = bench({ settings: { rejectOversizedReduceOnly } })
      await place(of, MARKET)
      expect((await place(of, exit)).body).toMatchObject(expected)
    },
  )

  test.each([
    [true, 'REJECTED', '0.100'],
    [false, 'FINISHED', undefined],
  ])('STOP with rejectOversizedReduceOnly %s ends %s', async (rejectOversizedReduceOnly, ends, left) => {
    const of = bench({ settings: { rejectOversizedReduceOnly } })
    await place(of, MARKET)
    await of.send('POST', '/v1/algoOrder', {
      ...SYMBOL,
      algoType: 'CONDITIONAL',
      side: 'SELL',
      type: 'STOP',
      quantity: '0.3',
      triggerPrice: '59900',
      price: '59500',
      reduceOnly: true,
      clientAlgoId: 'stop',
    })
    of.tick('59900')
    of.tick('59900')
    const { body } = await of.send('GET', '/v1/algoOrder', { ...SYMBOL, clientAlgoId: 'stop' })
    expect([body.algoStatus, await position(of)]).toEqual([ends, left])
  })
})

describe('the matching engine', () => {
  test('refuses an order that gets to it after its window (-5028), and nothing has happened', async () => {
    const inner = createMemoryStore()
    let held = true
    const of: Bench = bench({
      store: {
        ...inner,
        saveSymbol: async (symbol, record, version) => {
          if (!held) return inner.saveSymbol(symbol, record, version)
          held = false
          of.clock.advance(5001)
          return false
        },
      },
    })
    expect((await place(of, MARKET)).body).toEqual({
      code: -5028,
      msg: 'Timestamp for this request is outside of the ME recvWindow.',
    })
    expect(await position(of)).toBeUndefined()
  })
})
