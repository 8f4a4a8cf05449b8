import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { type Bench, bench } from './builder.ts'
import { LIMIT, MARKET, type Params, place, position, read, SYMBOL, trades } from './trader.ts'

describe('resting orders', () => {
  test('are filled best price first, then oldest first', async () => {
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

describe('a limit order', () => {
  test('FOK is filled completely at once', async () => {
    const of = bench()
    const { body } = await place(of, {
      ...LIMIT,
      timeInForce: 'FOK',
      price: '60010',
      newOrderRespType: 'RESULT',
    })
    expect(body).toMatchObject({ status: 'FILLED', executedQty: '0.100' })
  })

  test('GTX rests, and is filled as maker', async () => {
    const of = bench()
    await place(of, { ...LIMIT, timeInForce: 'GTX', newClientOrderId: 'post' })
    of.tick('59800')
    expect(await read(of, 'post')).toMatchObject({ status: 'FILLED', avgPrice: '59900.00000' })
    expect(await trades(of)).toMatchObject([{ maker: true }])
  })

  test('may reuse the client id of a closed order, but not of an open one', async () => {
    const of = bench()
    expect((await place(of, { ...MARKET, newClientOrderId: 'again' })).status).toBe(200)
    expect((await place(of, { ...LIMIT, newClientOrderId: 'again' })).status).toBe(200)
    expect((await place(of, { ...LIMIT, newClientOrderId: 'again' })).body.code).toBe(-4116)
    await of.send('DELETE', '/v1/order', { ...SYMBOL, origClientOrderId: 'again' })
    expect((await place(of, { ...LIMIT, newClientOrderId: 'again' })).status).toBe(200)
  })
})

describe('a conditional limit order', () => {
  const conditional = (of: Bench, more: Params) =>
    of.send('POST', '/v1/algoOrder', {
      ...SYMBOL,
      algoType: 'CONDITIONAL',
      side: 'SELL',
      quantity: '0.1',
      reduceOnly: true,
      clientAlgoId: 'exit',
      ...more,
    })
  const ends = async (of: Bench) => (await of.send('GET', '/v1/algoOrder', { clientAlgoId: 'exit' })).body

  test('TAKE_PROFIT rests at its price once its trigger is reached', async () => {
    const of = bench()
    await place(of, MARKET)
    await conditional(of, { type: 'TAKE_PROFIT', triggerPrice: '60500', price: '60600' })
    of.tick('60500')
    of.tick('60500')
    expect(await ends(of)).toMatchObject({ algoStatus: 'TRIGGERED', actualType: 'LIMIT' })
    of.tick('60601')
    expect(await ends(of)).toMatchObject({
      algoStatus: 'FINISHED',
      actualPrice: '60600.00000',
      actualQty: '0.100',
    })
  })

  test.each([
    ['FOK', { type: 'STOP', triggerPrice: '59900', price: '59950' }, '-5021'],
    ['GTX', { type: 'TAKE_PROFIT', triggerPrice: '60500', price: '60400' }, '-5022'],
  ])('%s whose terms cannot be met is rejected when it triggers', async (timeInForce, terms, code) => {
    const of = bench()
    await place(of, MARKET)
    await conditional(of, { ...terms, timeInForce })
    of.tick(terms.triggerPrice)
    of.tick(terms.triggerPrice)
    expect((await ends(of)).failReason).toMatch(code)
    expect(await position(of)).toBe('0.100')
  })

  test('triggers on its working price', async () => {
    const of = bench()
    await place(of, MARKET)
    await conditional(of, { type: 'STOP', triggerPrice: '59900', price: '59000', workingType: 'MARK_PRICE' })
    of.tick({ last: '59000', mark: '59950' })
    expect((await ends(of)).algoStatus).toBe('NEW')
    of.tick({ last: '60000', mark: '59900' })
    expect((await ends(of)).algoStatus).toBe('TRIGGERING')
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

  test('is rejected if the market is past it', async () => {
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
  test('rejects an order that gets to it after its window (-5028), and nothing has happened', async () => {
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
