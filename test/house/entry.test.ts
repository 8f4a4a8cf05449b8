import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { isDecision, verifyPosition } from '#protection/replay.ts'
import { replayDecisions } from '../../infra/local/judge/decisions.ts'
import { dynamoForTests } from '../state/local-table.ts'
import { openHouse } from './house.ts'
import { books, expectPromises } from './judge.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'

const dynamo = dynamoForTests()

test('a BUY becomes a long with two stops and a take-profit on the exchange, recorded as it is', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  const orders = await house.exchange.openAlgoOrders('BTCUSDT')
  const position = await positionOf(house)
  // A quarter of 10000 at 30x buys 1.249 at the ask of 60003; 2 % of margin is 40.002 in price.
  expect(position).toMatchObject({
    state: 'open',
    side: 'long',
    source: 'xgboost',
    leverage: 30,
    entryPrice: '60003',
    entryQuantity: '1.249',
    openQuantity: '1.249',
    entryFees: '37.4718735',
    tier: 0,
  })
  const shown = orders.map(order => [order.type, order.triggerPrice, order.price, order.quantity])
  expect(shown).toEqual([
    ['STOP_MARKET', '59963', '0', '0'],
    ['STOP', '59963', '59843', '1.249'],
    ['TAKE_PROFIT_MARKET', '60063', '0', '0.624'],
  ])
  expect(orders.map(order => order.closePosition)).toEqual([true, false, false])
  expect((await house.state.account.read()).item.slots.BTCUSDT).toMatchObject({
    positionId: position.id,
    side: 'long',
  })
  expect(await verdictOn(house)).toBe('accepted')
  const journal = await house.state.journal.read(position.id)
  const decisions = journal.filter(isDecision)
  const done = journal.filter(entry => !isDecision(entry)).map(entry => entry.event)
  expect(done).toEqual(['entry-accepted', 'entry-filled', 'stop-sent', 'take-profit-sent'])
  expect(decisions.map(({ rule }) => rule).slice(0, 5)).toEqual([
    'plan-entry',
    'refuse-entry',
    'refuse-signal',
    'plan-rungs',
    'next-move',
  ])
  const verified = verifyPosition(position, journal)
  expect(verified).toHaveLength(decisions.length)
  expect(verified.filter(({ equal }) => !equal)).toEqual([])
  expect(house.watch.started).toBe(1)
  expect(await expectPromises(house)).toHaveLength(1)
})

test('a SELL becomes a short with its stops above and its take-profit below', async () => {
  const house = await openHouse(dynamo)
  await house.signal(sell(house))
  const orders = await house.exchange.openAlgoOrders('BTCUSDT')
  expect(orders.map(order => [order.type, order.side, order.triggerPrice, order.price])).toEqual([
    ['STOP_MARKET', 'BUY', '60036.9', '0'],
    ['STOP', 'BUY', '60036.9', '60157'],
    ['TAKE_PROFIT_MARKET', 'BUY', '59937.1', '0'],
  ])
  expect(await positionOf(house)).toMatchObject({ side: 'short', entryPrice: '59997' })
  const [life] = await expectPromises(house)
  expect(life).toMatchObject({ side: 'short', closedAt: undefined })
})

test('between fill and first stop there is one round trip, and nothing after it is naked', async () => {
  const house = await openHouse(dynamo, { settings: { latencyMs: 25 } })
  await house.signal(buy(house))
  await house.nextTick()
  const [life] = await expectPromises(house)
  expect(life?.nakedMs).toBe(50)
})

test('margin mode and leverage are set at the exchange before the entry', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  expect(await house.exchange.symbolConfig('BTCUSDT')).toEqual({ leverage: 30, marginMode: 'isolated' })
  const crossed = await openHouse(dynamo, { environment: { QT_MARGIN_MODE: 'cross' } })
  await crossed.signal(buy(crossed, { leverage: 12 }))
  expect(await crossed.exchange.symbolConfig('BTCUSDT')).toEqual({ leverage: 12, marginMode: 'cross' })
})

test('a signal may choose its leverage, its stop and its first take-profit; emergency keeps its distance', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house, { leverage: 10, stopLossPct: 0.05, takeProfitPct: '0.04' }))
  const position = await positionOf(house)
  expect(position).toMatchObject({ leverage: 10, requestedLeverage: 10 })
  expect(position.settings).toMatchObject({
    stopLossPct: '0.05',
    takeProfitPct: '0.04',
    emergencyPct: '0.06',
  })
  // 5 % and 4 % of the margin at 10x, from 60003.
  const triggers = (await house.exchange.openAlgoOrders('BTCUSDT')).map(order => order.triggerPrice)
  expect(triggers).toEqual(['59703', '59703', '60243'])
  await expectPromises(house)
})

test('a first take-profit beyond the ladder’s first tier is refused before anything is asked of the exchange', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house, { takeProfitPct: 10 }))
  expect(await verdictOn(house)).toBe('invalid')
  expect(house.wire.requests).toEqual([])
  expect(replayDecisions(await house.records())).toMatchObject({ rules: ['refuse-signal'], different: [] })
})

test('leverage that the brackets do not allow for the margin is lowered, and the stop follows the lower one', async () => {
  // A margin of 5000 needs a notional of 380000 at 76x, which only 400000 at 75x and below would hold.
  const house = await openHouse(dynamo, {
    symbol: 'SOLUSDT',
    price: { last: '200', bid: '199.99', ask: '200.01' },
    settings: { startingBalance: '100000', spreadFloorBps: '0' },
    environment: { QT_SL_PCT: '0.05', QT_EMERGENCY_PCT: '0.06', QT_MAX_DAILY_LOSS: '5000' },
  })
  await house.signal(buy(house, { symbol: 'SOLUSDT', leverage: 100 }))
  expect(await positionOf(house)).toMatchObject({ requestedLeverage: 100, leverage: 75 })
  expect((await house.exchange.symbolConfig('SOLUSDT')).leverage).toBe(75)
  const [stop] = await house.exchange.openAlgoOrders('SOLUSDT')
  expect(stop?.triggerPrice).toBe('199.88')
  await expectPromises(house, {}, 'SOLUSDT')
})

test('an account that may have 20x at most gets 20x', async () => {
  const house = await openHouse(dynamo)
  const above20 = (params: URLSearchParams) => Number(params.get('leverage')) > 20
  house.wire.refuse('POST /fapi/v1/leverage', -4205, above20)
  await house.signal(buy(house))
  expect(await positionOf(house)).toMatchObject({ requestedLeverage: 30, leverage: 20, state: 'open' })
  expect(house.told.of('leverage-lowered')).toHaveLength(1)
})

test('a stop that the spread would hit is refused before anything is sent', async () => {
  const house = await openHouse(dynamo, { price: { last: '60000', bid: '59985', ask: '60015' } })
  await house.signal(buy(house))
  expect(await verdictOn(house)).toBe('stop-too-tight')
  expect(await expectPromises(house)).toEqual([])
  expect((await house.state.account.read()).item.slots).toEqual({})
})

test('a market that runs away leaves no position, frees the slot and starts no cooldown', async () => {
  const house = await openHouse(dynamo)
  house.wire.once('POST /fapi/v1/order', () => house.tick('60100'))
  await house.signal(buy(house))
  expect(await verdictOn(house)).toBe('no-fill')
  expect(await positionOf(house)).toMatchObject({ state: 'abandoned' })
  const { slots, lastClosed } = (await house.state.account.read()).item
  expect({ slots, lastClosed }).toEqual({ slots: {}, lastClosed: {} })
  await house.signal(buy(house, { id: 'two' }))
  expect(await verdictOn(house, 'two')).toBe('accepted')
  expect(await expectPromises(house)).toHaveLength(1)
})

test('a book that is too thin fills a part, and the part is what is protected', async () => {
  const house = await openHouse(dynamo, {
    price: { last: '60000', volume: '0' },
    settings: { impact: { depthPerBp: '0.5', depthFloorQuote: '12000' } },
  })
  await house.signal(buy(house))
  const position = await positionOf(house)
  const [life] = await expectPromises(house)
  expect(dec(position.entryQuantity ?? 0).lt(position.entry.quantity)).toBe(true)
  expect(position.entryQuantity).toBe(life?.entryQuantity.toFixed())
  const backup = (await house.exchange.openAlgoOrders('BTCUSDT')).find(order => order.type === 'STOP')
  expect(backup?.quantity).toBe(position.entryQuantity)
})

test('an entry that the exchange refuses is named so and leaves nothing behind', async () => {
  const house = await openHouse(dynamo)
  house.wire.refuse('POST /fapi/v1/order', -2019)
  await house.signal(buy(house))
  expect(await verdictOn(house)).toBe('refused')
  expect(await positionOf(house)).toMatchObject({ state: 'abandoned' })
  expect((await house.state.account.read()).item.slots).toEqual({})
  expect(await books(house)).toEqual([])
})

test('where the watch cannot be started, no entry is sent, not even later', async () => {
  const house = await openHouse(dynamo)
  house.watch.startable = false
  await expect(house.signal(buy(house))).rejects.toThrow('the watch cannot be started')
  expect(house.wire.requests).not.toContain('POST /fapi/v1/order')
  house.watch.startable = true
  await house.drain()
  expect(await verdictOn(house)).toBe('no-fill')
  expect((await house.state.account.read()).item.slots).toEqual({})
  expect(await expectPromises(house)).toEqual([])
})

test('a first stop that the market has crossed meanwhile closes the position at once', async () => {
  const house = await openHouse(dynamo)
  house.wire.once('POST /fapi/v1/algoOrder', () => house.tick('59950'))
  await house.signal(buy(house))
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'stop-crossed' } })
  const [life] = await expectPromises(house)
  expect(life?.closedAt).toBeDefined()
})
