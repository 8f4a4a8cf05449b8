import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { dynamoForTests } from '../table/local-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = dynamoForTests()

const close = (system: System, more: Readonly<Record<string, unknown>> = {}) =>
  buy(system, { id: 'close', action: 'CLOSE', ...more })

async function opened(): Promise<System> {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  await system.nextTick()
  return system
}

/** Another client cancels all protection. */
async function removeStops(system: System): Promise<void> {
  await system.exchange.cancelAllAlgo('BTCUSDT')
}

test('a stop that is hit is settled as stop-hit with its loss, and starts the cooldown', async () => {
  const system = await opened()
  system.move('59955')
  await system.nextTick()
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
  await expectPromises(system)
  await expectResultOf(system, position)
  const { slots, lastClosed, day } = (await system.state.account.read()).item
  expect(slots).toEqual({})
  expect(lastClosed.BTCUSDT).toBeGreaterThan(position.closedAt ?? Number.POSITIVE_INFINITY)
  expect(day.date).toBe('2025-05-05')
  expect(Number(day.net)).toBe(Number(position.result?.netPnl))
})

test('stops that another client cancelled stand again within a tick', async () => {
  const system = await opened()
  await removeStops(system)
  await system.nextTick()
  const types = (await system.exchange.openAlgoOrders('BTCUSDT')).map(order => order.type).sort()
  expect(types).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
  await expectPromises(system, { nakedLater: true })
})

test('a position without its stop is closed once the mark crosses its level', async () => {
  const system = await opened()
  await removeStops(system)
  system.move('59960')
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'stop-crossed' } })
  await expectPromises(system, { nakedLater: true })
  expect(system.told.count('EmergencyClose')).toBe(0)
})

test('the watch closes a loss beyond 3 % of margin, counts it and reports it', async () => {
  const system = await opened()
  await removeStops(system)
  system.move('59942.9')
  await system.nextTick()
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  expect(system.told.count('EmergencyClose')).toBe(1)
  expect(system.told.notices).toEqual(['Emergency close of BTCUSDT'])
  await expectPromises(system, { nakedLater: true })
  await expectResultOf(system, position)
})

test('a gap through a raised stop is an emergency even in profit', async () => {
  const system = await opened()
  system.move('60410')
  await system.nextTick()
  await removeStops(system)
  system.move('60140')
  await system.nextTick()
  const position = await positionOf(system)
  expect(position).toMatchObject({ protection: { level: '60165.8' }, result: { reason: 'emergency' } })
  await expectPromises(system, { nakedLater: true })
  await expectResultOf(system, position)
})

test('the watch closes an emergency even if its notice cannot be sent', async () => {
  const system = await opened()
  await removeStops(system)
  system.move('59940')
  system.topic.reachable = false
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  expect((await system.state.account.read()).item.slots).toEqual({})
  expect(system.told.of('notice-failed')).toHaveLength(1)
})

test('a position that another client closed is settled as external, its orders cancelled', async () => {
  const system = await opened()
  await system.exchange.place({
    type: 'MARKET',
    reduceOnly: true,
    symbol: 'BTCUSDT',
    side: 'SELL',
    quantity: '2',
    clientId: 'by-hand',
  })
  await system.nextTick()
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'external' } })
  await expectPromises(system)
  await expectResultOf(system, position)
})

test('after another client closes a part, the backup has the size that is still open', async () => {
  const system = await opened()
  const part = { type: 'MARKET', reduceOnly: true, symbol: 'BTCUSDT', side: 'SELL' } as const
  await system.exchange.place({ ...part, quantity: '1', clientId: 'by-hand' })
  await system.nextTick()
  const orders = await system.exchange.openAlgoOrders('BTCUSDT')
  expect(orders.find(order => order.type === 'STOP')?.quantity).toBe('0.249')
  await expectPromises(system)
})

test('a liquidation has that reason, and its fee counts in the result and the day', async () => {
  const system = await opened()
  await removeStops(system)
  system.move('58200')
  await system.nextTick()
  const { state, result } = await positionOf(system)
  expect({ state, reason: result?.reason }).toEqual({ state: 'closed', reason: 'liquidated' })
  const [life] = await expectPromises(system, { nakedLater: true })
  expect(life?.otherIncome.isNegative()).toBe(true)
  expect(result?.netPnl).toBe(life?.netPnl.toFixed(8))
  expect((await system.state.account.read()).item.day.net).toBe(life?.netPnl.toFixed())
})

test('a CLOSE closes the position, empties both books and starts the cooldown', async () => {
  const system = await opened()
  system.move('60070')
  await system.signal(close(system))
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  expect(await verdictOn(system, 'close')).toBe('accepted')
  expect(await books(system)).toEqual([])
  await expectPromises(system)
  await expectResultOf(system, position)
  await system.signal(buy(system, { id: 'two' }))
  expect(await verdictOn(system, 'two')).toBe('cooldown')
})

test('a CLOSE with nothing open says so', async () => {
  const system = await openSystem(dynamo)
  await system.signal(close(system))
  expect(await verdictOn(system, 'close')).toBe('nothing-open')
})

test('a later CLOSE supersedes an entry under way', async () => {
  const system = await openSystem(dynamo)
  await system.gate(buy(system))
  system.clock.advance(1_000)
  await system.gate(close(system))
  await system.drain()
  expect([await verdictOn(system), await verdictOn(system, 'close')]).toEqual(['superseded', 'nothing-open'])
  expect(await expectPromises(system)).toEqual([])
})

test('a later opposite signal supersedes an entry under way, and trades instead', async () => {
  const system = await openSystem(dynamo)
  await system.gate(buy(system))
  system.clock.advance(1_000)
  await system.gate(sell(system, { id: 'two' }))
  await system.drain()
  expect([await verdictOn(system), await verdictOn(system, 'two')]).toEqual(['superseded', 'accepted'])
  expect(await expectPromises(system)).toMatchObject([{ side: 'short' }])
})

test('a CLOSE stamped before the entry does not close the position', async () => {
  const system = await openSystem(dynamo)
  const earlier = system.clock.now() - 5_000
  await system.signal(buy(system))
  await system.signal(close(system, { timestamp: earlier }))
  expect(await verdictOn(system, 'close')).toBe('superseded')
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
})

test('a stop that is hit while a CLOSE is under way is still the close’s reason', async () => {
  const system = await opened()
  await system.gate(close(system))
  system.move('59955')
  await system.drain()
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
  await expectPromises(system)
})

test('an order too large for one market order is closed in several', async () => {
  const system = await openSystem(dynamo, {
    settings: { startingBalance: '4000000', impact: { depthPerBp: '0.5', depthFloorQuote: '5000' } },
    environment: { QT_MAX_MARGIN_PER_TRADE: '1000000', QT_MAX_DAILY_LOSS: '1000000' },
  })
  await system.signal(buy(system, { leverage: 10, stopLossPct: '0.02' }))
  const entered = Number((await positionOf(system)).entryQuantity)
  const more = { type: 'LIMIT', timeInForce: 'IOC', symbol: 'BTCUSDT', side: 'BUY' } as const
  await system.exchange.place({ ...more, quantity: '100', price: '60100', clientId: 'by-hand' })
  await system.nextTick()
  await system.signal(close(system))
  const { trades } = await system.venue.ledger('BTCUSDT')
  const sold = trades.filter(trade => trade.side === 'SELL').map(trade => Number(trade.qty))
  expect(entered + 100).toBeGreaterThan(120)
  expect(Math.max(...sold)).toBeLessThanOrEqual(120)
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  expect(await books(system)).toEqual([])
})

test.each([3_000, -3_000])(
  'a clock that is %i ms ahead of the exchange changes neither entry nor result',
  async clockAheadMs => {
    const system = await openSystem(dynamo, { clockAheadMs })
    await system.signal(buy(system))
    system.move('60070')
    await system.nextTick()
    await system.signal(close(system))
    const position = await positionOf(system)
    expect(position).toMatchObject({ entryPrice: '60003', entryFees: '37.4718735', state: 'closed' })
    await expectPromises(system)
    await expectResultOf(system, position)
  },
)

test('a position’s earnings of yesterday do not count for today', async () => {
  const system = await openSystem(dynamo)
  system.clock.advance(86_330_000)
  system.feed.push('BTCUSDT', system.clock.now(), '60000')
  await system.signal(buy(system))
  system.clock.advance(60_000)
  await system.signal(close(system))
  const { result } = await positionOf(system)
  const { day } = (await system.state.account.read()).item
  // The entry's fee fell due before midnight.
  expect(day.date).toBe('2025-05-06')
  expect(
    dec(day.net)
      .minus(result?.netPnl ?? 0)
      .toFixed(),
  ).toBe('37.4718735')
})
