import { expect, test } from 'vitest'
import { isDecision, verifyPosition } from '#decisions/replay.ts'
import { dec } from '#domain/decimal.ts'
import type { Decision } from '#domain/events/deciding.ts'
import { replayDecisions } from '../../infra/local/audit/decisions.ts'
import { dynamoForTests } from '../table/local-table.ts'
import { books, expectPromises } from './audit.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'
import { openSystem } from './system.ts'

const dynamo = dynamoForTests()

/** The time of admission that the decision recorded. */
const momentOf = ({ inputs }: Decision): unknown => JSON.parse(inputs).moment

test('a BUY opens a long with two stops and a take-profit, and the record matches the exchange', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  const orders = await system.exchange.openAlgoOrders('BTCUSDT')
  const position = await positionOf(system)
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
  expect((await system.state.account.read()).item.slots.BTCUSDT).toMatchObject({
    positionId: position.id,
    side: 'long',
  })
  expect(await verdictOn(system)).toBe('accepted')
  const journal = await system.state.journal.read(position.id)
  const decisions = journal.filter(isDecision)
  const done = journal.filter(entry => !isDecision(entry)).map(entry => entry.event)
  expect(done).toEqual(['entry-accepted', 'entry-filled', 'stop-sent', 'take-profit-sent'])
  expect(decisions.map(({ rule }) => rule).slice(0, 5)).toEqual([
    'plan-entry',
    'admit-account',
    'admit-signal',
    'plan-rungs',
    'next-move',
  ])
  expect(decisions.slice(0, 3).map(momentOf)).toEqual([undefined, 'send', 'send'])
  const verdict = await system.state.signals.read('xgboost#one', system.clock.now())
  expect(verdict?.decisions?.map(momentOf)).toEqual(['gate', 'gate'])
  const verified = verifyPosition(position, journal)
  expect(verified).toHaveLength(decisions.length)
  expect(verified.filter(({ equal }) => !equal)).toEqual([])
  expect(system.watch.started).toBe(1)
  expect(await expectPromises(system)).toHaveLength(1)
})

test('a SELL opens a short with its stops above and its take-profit below', async () => {
  const system = await openSystem(dynamo)
  await system.signal(sell(system))
  const orders = await system.exchange.openAlgoOrders('BTCUSDT')
  expect(orders.map(order => [order.type, order.side, order.triggerPrice, order.price])).toEqual([
    ['STOP_MARKET', 'BUY', '60036.9', '0'],
    ['STOP', 'BUY', '60036.9', '60157'],
    ['TAKE_PROFIT_MARKET', 'BUY', '59937.1', '0'],
  ])
  expect(await positionOf(system)).toMatchObject({ side: 'short', entryPrice: '59997' })
  const [life] = await expectPromises(system)
  expect(life).toMatchObject({ side: 'short', closedAt: undefined })
})

test('a position is unprotected for one round trip between fill and first stop, and never again', async () => {
  const system = await openSystem(dynamo, { settings: { latencyMs: 25 } })
  await system.signal(buy(system))
  await system.nextTick()
  const [life] = await expectPromises(system)
  expect(life?.nakedMs).toBe(50)
})

test('margin mode and leverage are set at the exchange before the entry', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  expect(await system.exchange.symbolConfig('BTCUSDT')).toEqual({ leverage: 30, marginMode: 'isolated' })
  const crossed = await openSystem(dynamo, { environment: { QT_MARGIN_MODE: 'cross' } })
  await crossed.signal(buy(crossed, { leverage: 12 }))
  expect(await crossed.exchange.symbolConfig('BTCUSDT')).toEqual({ leverage: 12, marginMode: 'cross' })
})

test('a signal may choose its leverage, its stop and its first take-profit; emergency keeps its distance', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system, { leverage: 10, stopLossPct: 0.05, takeProfitPct: '0.04' }))
  const position = await positionOf(system)
  expect(position).toMatchObject({ leverage: 10, requestedLeverage: 10 })
  expect(position.settings).toMatchObject({
    stopLossPct: '0.05',
    takeProfitPct: '0.04',
    emergencyPct: '0.06',
  })
  // 5 % and 4 % of the margin at 10x, from 60003.
  const triggers = (await system.exchange.openAlgoOrders('BTCUSDT')).map(order => order.triggerPrice)
  expect(triggers).toEqual(['59703', '59703', '60243'])
  await expectPromises(system)
})

test('the executor rejects a first take-profit beyond the ladder’s first tier before any request to the exchange', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system, { takeProfitPct: 10 }))
  expect(await verdictOn(system)).toBe('invalid')
  expect(system.wire.requests).toEqual([])
  expect(replayDecisions(await system.records())).toMatchObject({ rules: ['admit-signal'], different: [] })
})

test('leverage beyond the bracket of the margin is lowered, and the stop follows', async () => {
  // A margin of 5000 needs a notional of 380000 at 76x, but the brackets allow 400000 only at 75x and below.
  const system = await openSystem(dynamo, {
    symbol: 'SOLUSDT',
    price: { last: '200', bid: '199.99', ask: '200.01' },
    settings: { startingBalance: '100000', spreadFloorBps: '0' },
    environment: { QT_SL_PCT: '0.05', QT_EMERGENCY_PCT: '0.06', QT_MAX_DAILY_LOSS: '5000' },
  })
  await system.signal(buy(system, { symbol: 'SOLUSDT', leverage: 100 }))
  expect(await positionOf(system)).toMatchObject({ requestedLeverage: 100, leverage: 75 })
  expect((await system.exchange.symbolConfig('SOLUSDT')).leverage).toBe(75)
  const [stop] = await system.exchange.openAlgoOrders('SOLUSDT')
  expect(stop?.triggerPrice).toBe('199.88')
  await expectPromises(system, {}, 'SOLUSDT')
})

test('an account limited to 20x gets 20x', async () => {
  const system = await openSystem(dynamo)
  const above20 = (params: URLSearchParams) => Number(params.get('leverage')) > 20
  system.wire.refuse('POST /fapi/v1/leverage', -4205, above20)
  await system.signal(buy(system))
  expect(await positionOf(system)).toMatchObject({ requestedLeverage: 30, leverage: 20, state: 'open' })
  expect(system.told.of('leverage-lowered')).toHaveLength(1)
})

test('an entry whose stop the spread would hit is rejected before anything is sent', async () => {
  const system = await openSystem(dynamo, { price: { last: '60000', bid: '59985', ask: '60015' } })
  await system.signal(buy(system))
  expect(await verdictOn(system)).toBe('stop-too-tight')
  expect(await expectPromises(system)).toEqual([])
  expect((await system.state.account.read()).item.slots).toEqual({})
})

test('a market that runs away leaves no position, frees the slot and starts no cooldown', async () => {
  const system = await openSystem(dynamo)
  system.wire.once('POST /fapi/v1/order', () => system.tick('60100'))
  await system.signal(buy(system))
  expect(await verdictOn(system)).toBe('no-fill')
  expect(await positionOf(system)).toMatchObject({ state: 'abandoned' })
  const { slots, lastClosed } = (await system.state.account.read()).item
  expect({ slots, lastClosed }).toEqual({ slots: {}, lastClosed: {} })
  await system.signal(buy(system, { id: 'two' }))
  expect(await verdictOn(system, 'two')).toBe('accepted')
  expect(await expectPromises(system)).toHaveLength(1)
})

test('a thin book fills a part of the entry, and the stops protect that part', async () => {
  const system = await openSystem(dynamo, {
    price: { last: '60000', volume: '0' },
    settings: { impact: { depthPerBp: '0.5', depthFloorQuote: '12000' } },
  })
  await system.signal(buy(system))
  const position = await positionOf(system)
  const [life] = await expectPromises(system)
  expect(dec(position.entryQuantity ?? 0).lt(position.entry.quantity)).toBe(true)
  expect(position.entryQuantity).toBe(life?.entryQuantity.toFixed())
  const backup = (await system.exchange.openAlgoOrders('BTCUSDT')).find(order => order.type === 'STOP')
  expect(backup?.quantity).toBe(position.entryQuantity)
})

test('an entry that the exchange rejects ends as refused, and leaves nothing behind', async () => {
  const system = await openSystem(dynamo)
  system.wire.refuse('POST /fapi/v1/order', -2019)
  await system.signal(buy(system))
  expect(await verdictOn(system)).toBe('refused')
  const verdict = await system.state.signals.read('xgboost#one', system.clock.now())
  expect(verdict?.detail).toMatch(/^-2019 (?!-2019)/)
  expect(await positionOf(system)).toMatchObject({ state: 'abandoned' })
  expect((await system.state.account.read()).item.slots).toEqual({})
  expect(await books(system)).toEqual([])
})

test('if the watch cannot be started, no entry is sent, not even later', async () => {
  const system = await openSystem(dynamo)
  system.watch.startable = false
  await expect(system.signal(buy(system))).rejects.toThrow('the watch cannot be started')
  expect(system.wire.requests).not.toContain('POST /fapi/v1/order')
  system.watch.startable = true
  await system.drain()
  expect(await verdictOn(system)).toBe('no-fill')
  expect((await system.state.account.read()).item.slots).toEqual({})
  expect(await expectPromises(system)).toEqual([])
})

test('the executor closes at once if the market has crossed the first stop', async () => {
  const system = await openSystem(dynamo)
  system.wire.once('POST /fapi/v1/algoOrder', () => system.tick('59950'))
  await system.signal(buy(system))
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'stop-crossed' } })
  const [life] = await expectPromises(system)
  expect(life?.closedAt).toBeDefined()
})
