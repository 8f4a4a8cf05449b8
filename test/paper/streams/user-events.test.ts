import { describe, expect, test } from 'vitest'
import { algo, limit, market, SYMBOL } from '../trader.ts'
import { type Heard, type StreamedBench, streamedBench } from './streamed.ts'

async function listening(settings = {}): Promise<{ of: StreamedBench; heard: Heard }> {
  const of = streamedBench({ settings })
  return { of, heard: of.listen(`/private/ws/${await of.listenKey()}`) }
}

/** The events since the last look, each by kind and cause. */
async function told(of: StreamedBench, heard: Heard): Promise<readonly string[]> {
  await of.streams.run()
  return heard.messages.splice(0).map(event => {
    if (event.e === 'ORDER_TRADE_UPDATE') return `order ${event.o.x} ${event.o.X}`
    if (event.e === 'ALGO_UPDATE') return `algo ${event.o.X}${event.o.ia ? ' active' : ''}`
    if (event.e === 'ACCOUNT_UPDATE') return `account ${event.a.m}`
    return event.e
  })
}

describe('the user data stream reports', () => {
  test('a market order’s acceptance, then each trade: the light event, the account, the order', async () => {
    const { of, heard } = await listening()
    await market(of, '0.1')
    expect(await told(of, heard)).toEqual([
      'order NEW NEW',
      'TRADE_LITE',
      'account ORDER',
      'order TRADE FILLED',
    ])
  })

  test('a partial fill, and the expiry of its remainder', async () => {
    const { of, heard } = await listening({ impact: { depthPerBp: '0', depthFloorQuote: '60' } })
    of.tick({ last: '60000', volume: '0' })
    await market(of, '1')
    const all = await told(of, heard)
    expect(new Set(all)).toEqual(
      new Set([
        'order NEW NEW',
        'TRADE_LITE',
        'account ORDER',
        'order TRADE PARTIALLY_FILLED',
        'order EXPIRED EXPIRED',
      ]),
    )
    expect(all.at(-1)).toBe('order EXPIRED EXPIRED')
  })

  test('a resting order’s change and fill, and a cancelled order’s end', async () => {
    const { of, heard } = await listening()
    const [one, other] = [await limit(of, '0.1', '59900'), await limit(of, '0.1', '59800')]
    const change = { ...SYMBOL, side: 'BUY', orderId: one.body.orderId, quantity: '0.2', price: '59950' }
    await of.send('PUT', '/v1/order', change)
    await of.send('DELETE', '/v1/order', { ...SYMBOL, orderId: other.body.orderId })
    expect(await told(of, heard)).toEqual([
      ...['order NEW NEW', 'order NEW NEW', 'order AMENDMENT NEW', 'order CANCELED CANCELED'],
    ])
    of.tick('59940')
    await of.streams.run()
    const fill = heard.messages.find(({ e }) => e === 'ORDER_TRADE_UPDATE')
    expect(fill).toMatchObject({
      T: of.clock.now(),
      o: { q: '0.200', z: '0.200', L: '59950.00', m: true, b: '0.00000000' },
    })
  })

  test('each state of a stop, in turn with those of its order', async () => {
    const { of, heard } = await listening()
    await market(of, '0.1')
    await algo(of, { triggerPrice: '59900', closePosition: true, clientAlgoId: 'stop' })
    await algo(of, { triggerPrice: '59800', quantity: '0.1', reduceOnly: true, clientAlgoId: 'late' })
    await told(of, heard)
    of.tick('59890')
    expect(await told(of, heard)).toEqual(['algo TRIGGERING'])
    of.tick('59890')
    expect(await told(of, heard)).toEqual([
      ...['algo TRIGGERED', 'order NEW NEW', 'TRADE_LITE', 'account ORDER', 'order TRADE FILLED'],
      'algo FINISHED',
    ])
    of.tick('59790')
    of.tick('59790')
    expect(await told(of, heard)).toEqual(['algo TRIGGERING', 'algo REJECTED'])
  })

  test('that a trailing stop has become active', async () => {
    const { of, heard } = await listening()
    await market(of, '0.1')
    const terms = { type: 'TRAILING_STOP_MARKET', quantity: '0.1', callbackRate: 1, activatePrice: '60500' }
    await algo(of, terms)
    await told(of, heard)
    of.tick('60600')
    expect(await told(of, heard)).toEqual(['algo NEW active'])
  })

  test('funding with the position only if it is isolated', async () => {
    for (const [marginType, count] of [
      ['CROSSED', 0],
      ['ISOLATED', 1],
    ] as const) {
      const { of, heard } = await listening()
      if (count === 1) await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType })
      await market(of, '0.1')
      await told(of, heard)
      of.tick({ last: '60000', fundingRate: '0.0001' })
      await of.streams.run()
      const [event, ...more] = heard.messages
      expect(more).toEqual([])
      expect(event.a).toMatchObject({ m: 'FUNDING_FEE', S: 'BTCUSDT', B: [{ bc: '-0.60000000' }] })
      expect(event.a.P).toHaveLength(count)
    }
  })

  test('a liquidation’s warning, the cancellation of all orders, the forced order and the fee', async () => {
    const { of, heard } = await listening()
    await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' })
    await market(of, '0.1')
    await algo(of, { triggerPrice: '50000', closePosition: true })
    await told(of, heard)
    of.tick('57280')
    expect(await told(of, heard)).toEqual(['MARGIN_CALL'])
    of.tick('57260')
    expect(await told(of, heard)).toEqual([])
    of.tick('57000')
    expect(await told(of, heard)).toEqual([
      ...['algo CANCELED', 'order NEW NEW', 'account ORDER', 'order CALCULATED FILLED'],
      'account INSURANCE_CLEAR',
    ])
  })

  test('settings: leverage, margin type, moved margin and multi-assets mode', async () => {
    const { of, heard } = await listening()
    await of.send('POST', '/v1/multiAssetsMargin', { multiAssetsMargin: true })
    await of.send('POST', '/v1/multiAssetsMargin', { multiAssetsMargin: false })
    await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 7 })
    await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' })
    expect(await told(of, heard)).toEqual([
      ...['ACCOUNT_CONFIG_UPDATE', 'ACCOUNT_CONFIG_UPDATE', 'ACCOUNT_CONFIG_UPDATE'],
      'account MARGIN_TYPE_CHANGE',
    ])
    await market(of, '0.1')
    await told(of, heard)
    await of.send('POST', '/v1/positionMargin', { ...SYMBOL, amount: '10', type: 1 })
    expect(await told(of, heard)).toEqual(['account MARGIN_TRANSFER'])
  })

  test('nothing from before it listened, and only the requested events', async () => {
    const of = streamedBench()
    await market(of, '0.1')
    await limit(of, '0.1', '59900')
    of.tick('59800')
    of.tick('60000')
    of.clock.advance(1)
    const key = await of.listenKey()
    const heard = of.listen(`/private/ws?listenKey=${key}&events=ACCOUNT_UPDATE/ALGO_UPDATE`)
    const named = of.listen(`/private/stream?listenKey=${key}&events=ORDER_TRADE_UPDATE`)
    of.clock.advance(1)
    await market(of, '0.1')
    expect(await told(of, heard)).toEqual(['account ORDER'])
    expect(named.messages.map(({ stream, data }) => [stream, data.o.X])).toEqual([
      [`${key}@ORDER_TRADE_UPDATE`, 'NEW'],
      [`${key}@ORDER_TRADE_UPDATE`, 'FILLED'],
    ])
  })

  test('events on several symbols in the order in which they happened', async () => {
    const { of, heard } = await listening()
    const now = of.clock.now()
    of.feed.push('ETHUSDT', now, '2500')
    await limit(of, '0.1', '59900')
    await of.send('POST', '/v1/order', {
      ...{ symbol: 'ETHUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' },
      ...{ quantity: '1', price: '2490' },
    })
    await told(of, heard)
    of.feed.push('ETHUSDT', now + 1000, '2480')
    of.tick('60000')
    of.tick('59800')
    await market(of, '0.1')
    await of.streams.run()
    const trades = heard.messages.filter(({ o }) => o?.x === 'TRADE')
    expect(trades.map(({ T, o }) => [T - now, o.s])).toEqual([
      [1000, 'ETHUSDT'],
      [2000, 'BTCUSDT'],
      [2000, 'BTCUSDT'],
    ])
    expect(heard.messages.every(({ E, T }) => E >= T)).toBe(true)
  })
})

test('a trailing stop that became active and was cancelled before its owner heard of it ends as cancelled', async () => {
  const of = streamedBench({ settings: { impact: { depthPerBp: '0.5', depthFloorQuote: '20000' } } })
  await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' })
  await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 30 })
  await of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' })
  const trailing = { type: 'TRAILING_STOP_MARKET', callbackRate: 5, quantity: '0.01', activatePrice: '60300' }
  await of.send('POST', '/v1/algoOrder', { ...SYMBOL, algoType: 'CONDITIONAL', side: 'SELL', ...trailing })
  const heard = of.listen(`/private/ws/${await of.listenKey()}`)
  // The stop is activated, the liquidation cancels all resting orders, and the market goes on before the account is
  // read.
  for (const last of ['60400', '58230', '58230', '58230']) of.tick({ last, volume: '50' })
  await of.streams.run()
  await of.send('GET', '/v3/account')
  await of.streams.run()
  const told = heard.messages.filter(({ e }) => e === 'ALGO_UPDATE')
  expect(told.map(({ o }) => [o.X, o.ia])).toEqual([
    ['NEW', true],
    ['CANCELED', true],
  ])
  expect((await of.send('GET', '/v1/openAlgoOrders', SYMBOL)).body).toEqual([])
})
