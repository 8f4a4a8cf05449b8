import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { dynamoForTests } from '../state/local-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'

const dynamo = dynamoForTests()

const close = (house: House, more: Readonly<Record<string, unknown>> = {}) =>
  buy(house, { id: 'close', action: 'CLOSE', ...more })

async function opened(): Promise<House> {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  await house.nextTick()
  return house
}

/** Somebody else takes all protection away. */
async function removeStops(house: House): Promise<void> {
  await house.exchange.cancelAllAlgo('BTCUSDT')
}

test('a stop that is hit is settled with its reason, its loss, and a cooldown', async () => {
  const house = await opened()
  house.move('59955')
  await house.nextTick()
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
  await expectPromises(house)
  await expectResultOf(house, position)
  const { slots, lastClosed, day } = (await house.state.account.read()).item
  expect(slots).toEqual({})
  expect(lastClosed.BTCUSDT).toBeGreaterThan(position.closedAt ?? Number.POSITIVE_INFINITY)
  expect(day.date).toBe('2025-05-05')
  expect(Number(day.net)).toBe(Number(position.result?.netPnl))
})

test('stops that an outsider removed stand again after one tick', async () => {
  const house = await opened()
  await removeStops(house)
  await house.nextTick()
  const types = (await house.exchange.openAlgoOrders('BTCUSDT')).map(order => order.type).sort()
  expect(types).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
  await expectPromises(house, { nakedLater: true })
})

test('a position whose stop is gone and whose level is crossed is closed', async () => {
  const house = await opened()
  await removeStops(house)
  house.move('59960')
  await house.nextTick()
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'stop-crossed' } })
  await expectPromises(house, { nakedLater: true })
  expect(house.told.count('EmergencyClose')).toBe(0)
})

test('a loss strictly beyond 3 % of margin is closed by force, counted and told', async () => {
  const house = await opened()
  await removeStops(house)
  house.move('59942.9')
  await house.nextTick()
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  expect(house.told.count('EmergencyClose')).toBe(1)
  expect(house.told.notices).toEqual(['Emergency close of BTCUSDT'])
  await expectPromises(house, { nakedLater: true })
  await expectResultOf(house, position)
})

test('a profit that fell through its raised stop by a gap is an emergency too', async () => {
  const house = await opened()
  house.move('60410')
  await house.nextTick()
  await removeStops(house)
  house.move('60140')
  await house.nextTick()
  const position = await positionOf(house)
  expect(position).toMatchObject({ protection: { level: '60165.8' }, result: { reason: 'emergency' } })
  await expectPromises(house, { nakedLater: true })
  await expectResultOf(house, position)
})

test('a notice that cannot be sent does not keep an emergency from being closed', async () => {
  const house = await opened()
  await removeStops(house)
  house.move('59940')
  house.topic.reachable = false
  await house.nextTick()
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  expect((await house.state.account.read()).item.slots).toEqual({})
  expect(house.told.of('notice-failed')).toHaveLength(1)
})

test('a position that somebody else closed is settled as external, its orders cancelled', async () => {
  const house = await opened()
  await house.exchange.place({
    type: 'MARKET',
    reduceOnly: true,
    symbol: 'BTCUSDT',
    side: 'SELL',
    quantity: '2',
    clientId: 'by-hand',
  })
  await house.nextTick()
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'external' } })
  await expectPromises(house)
  await expectResultOf(house, position)
})

test('a part that somebody else closed leaves a backup of the size that is open', async () => {
  const house = await opened()
  const part = { type: 'MARKET', reduceOnly: true, symbol: 'BTCUSDT', side: 'SELL' } as const
  await house.exchange.place({ ...part, quantity: '1', clientId: 'by-hand' })
  await house.nextTick()
  const orders = await house.exchange.openAlgoOrders('BTCUSDT')
  expect(orders.find(order => order.type === 'STOP')?.quantity).toBe('0.249')
  await expectPromises(house)
})

test('a liquidation is named so, and what Binance takes for it is in the result and the day', async () => {
  const house = await opened()
  await removeStops(house)
  house.move('58200')
  await house.nextTick()
  const { state, result } = await positionOf(house)
  expect({ state, reason: result?.reason }).toEqual({ state: 'closed', reason: 'liquidated' })
  const [life] = await expectPromises(house, { nakedLater: true })
  expect(life?.otherIncome.isNegative()).toBe(true)
  expect(result?.netPnl).toBe(life?.netPnl.toFixed(8))
  expect((await house.state.account.read()).item.day.net).toBe(life?.netPnl.toFixed())
})

test('a CLOSE closes the position, empties both books and starts the cooldown', async () => {
  const house = await opened()
  house.move('60070')
  await house.signal(close(house))
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  expect(await verdictOn(house, 'close')).toBe('accepted')
  expect(await books(house)).toEqual([])
  await expectPromises(house)
  await expectResultOf(house, position)
  await house.signal(buy(house, { id: 'two' }))
  expect(await verdictOn(house, 'two')).toBe('cooldown')
})

test('a CLOSE with nothing open says so', async () => {
  const house = await openHouse(dynamo)
  await house.signal(close(house))
  expect(await verdictOn(house, 'close')).toBe('nothing-open')
})

test('an entry that a later CLOSE overtook is superseded', async () => {
  const house = await openHouse(dynamo)
  await house.gate(buy(house))
  house.clock.advance(1_000)
  await house.gate(close(house))
  await house.drain()
  expect([await verdictOn(house), await verdictOn(house, 'close')]).toEqual(['superseded', 'nothing-open'])
  expect(await expectPromises(house)).toEqual([])
})

test('an entry that a later opposite signal overtook is superseded, and the later one trades', async () => {
  const house = await openHouse(dynamo)
  await house.gate(buy(house))
  house.clock.advance(1_000)
  await house.gate(sell(house, { id: 'two' }))
  await house.drain()
  expect([await verdictOn(house), await verdictOn(house, 'two')]).toEqual(['superseded', 'accepted'])
  expect(await expectPromises(house)).toMatchObject([{ side: 'short' }])
})

test('a CLOSE from before the entry does not close it', async () => {
  const house = await openHouse(dynamo)
  const earlier = house.clock.now() - 5_000
  await house.signal(buy(house))
  await house.signal(close(house, { timestamp: earlier }))
  expect(await verdictOn(house, 'close')).toBe('superseded')
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
})

test('a stop that is hit while a CLOSE is on its way is still the reason', async () => {
  const house = await opened()
  await house.gate(close(house))
  house.move('59955')
  await house.drain()
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
  await expectPromises(house)
})

test('an order too large for one market order is closed in several', async () => {
  const house = await openHouse(dynamo, {
    settings: { startingBalance: '4000000', impact: { depthPerBp: '0.5', depthFloorQuote: '5000' } },
    environment: { QT_MAX_MARGIN_PER_TRADE: '1000000', QT_MAX_DAILY_LOSS: '1000000' },
  })
  await house.signal(buy(house, { leverage: 10, stopLossPct: '0.02' }))
  const entered = Number((await positionOf(house)).entryQuantity)
  const more = { type: 'LIMIT', timeInForce: 'IOC', symbol: 'BTCUSDT', side: 'BUY' } as const
  await house.exchange.place({ ...more, quantity: '100', price: '60100', clientId: 'by-hand' })
  await house.nextTick()
  await house.signal(close(house))
  const { trades } = await house.venue.ledger('BTCUSDT')
  const sold = trades.filter(trade => trade.side === 'SELL').map(trade => Number(trade.qty))
  expect(entered + 100).toBeGreaterThan(120)
  expect(Math.max(...sold)).toBeLessThanOrEqual(120)
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  expect(await books(house)).toEqual([])
})

test.each([3_000, -3_000])(
  'a clock that is %i ms ahead of the exchange changes neither entry nor result',
  async clockAheadMs => {
    const house = await openHouse(dynamo, { clockAheadMs })
    await house.signal(buy(house))
    house.move('60070')
    await house.nextTick()
    await house.signal(close(house))
    const position = await positionOf(house)
    expect(position).toMatchObject({ entryPrice: '60003', entryFees: '37.4718735', state: 'closed' })
    await expectPromises(house)
    await expectResultOf(house, position)
  },
)

test('what a position earned yesterday does not count for today', async () => {
  const house = await openHouse(dynamo)
  house.clock.advance(86_330_000)
  house.feed.push('BTCUSDT', house.clock.now(), '60000')
  await house.signal(buy(house))
  house.clock.advance(60_000)
  await house.signal(close(house))
  const { result } = await positionOf(house)
  const { day } = (await house.state.account.read()).item
  // The entry's fee fell due before midnight.
  expect(day.date).toBe('2025-05-06')
  expect(
    dec(day.net)
      .minus(result?.netPnl ?? 0)
      .toFixed(),
  ).toBe('37.4718735')
})
