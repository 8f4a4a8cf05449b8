import { expect, test } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf, sell } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

/** Moves the price, lets triggered orders fill, and runs the watch. */
async function walk(system: System, price: string): Promise<void> {
  system.move(price)
  await system.nextTick()
  await expectPromises(system)
}

/** From 60003 (long): each take-profit of the ladder, each tier, and the tier's stop. */
const climb = [
  { price: '60070', tier: 0, stop: '59963' },
  { price: '60104', tier: 1, stop: '60063.1' },
  { price: '60165', tier: 1, stop: '60063.1' },
  { price: '60204', tier: 2, stop: '60063.1' },
  { price: '60304', tier: 2, stop: '60063.1' },
  { price: '60404', tier: 3, stop: '60163.4' },
  { price: '60504', tier: 3, stop: '60203.4' },
  { price: '60704', tier: 4, stop: '60423.6' },
  { price: '60904', tier: 4, stop: '60543.6' },
  { price: '61204', tier: 5, stop: '60843.7' },
]

test('a long climbs the ladder: every rung sells once, the stop follows, and the parts add up to the entry', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  for (const { price, tier, stop } of climb) {
    await walk(system, price)
    const position = await positionOf(system)
    expect({ price, tier: position.tier, stop: position.protection.level }).toEqual({ price, tier, stop })
    const types = (await system.exchange.openAlgoOrders('BTCUSDT')).map(order => order.type).sort()
    expect(types.slice(0, 2)).toEqual(['STOP', 'STOP_MARKET'])
  }
  await walk(system, '62010')
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', tier: 5, result: { reason: 'take-profit' } })
  const { trades } = await system.venue.ledger('BTCUSDT')
  const sold = trades.filter(trade => trade.side === 'SELL').map(trade => trade.qty)
  expect(sold).toEqual(['0.624', '0.156', '0.156', '0.125', '0.093', '0.095'])
  expect(sum(sold).toFixed()).toBe('1.249')
  await expectResultOf(system, position)
})

test('without a ladder nothing moves, and after the first take-profit nothing more is sold', async () => {
  const system = await openSystem(dynamo, { environment: { QT_LADDER: 'none' } })
  await system.signal(buy(system))
  for (const { price } of climb) await walk(system, price)
  expect(await positionOf(system)).toMatchObject({ state: 'open', tier: 0, protection: { level: '59963' } })
  const sold = async () => {
    const { trades } = await system.venue.ledger('BTCUSDT')
    return trades.filter(trade => trade.side === 'SELL').map(trade => trade.qty)
  }
  expect(await sold()).toEqual(['0.624'])
  await walk(system, '59960')
  await expectResultOf(system, await positionOf(system))
  expect(await sold()).toEqual(['0.624', '0.625'])
})

test('a short climbs the mirrored ladder', async () => {
  const system = await openSystem(dynamo)
  await system.signal(sell(system))
  const mirrored = (price: string) => dec(120_000).minus(price).toFixed()
  for (const { price, tier } of climb) {
    await walk(system, mirrored(price))
    expect((await positionOf(system)).tier).toBe(tier)
  }
  await walk(system, mirrored('62010'))
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', tier: 5, result: { reason: 'take-profit' } })
  await expectResultOf(system, position)
})

test('a jump over several tiers banks the passed rungs in one market order and raises the stop', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  await walk(system, '60510')
  const position = await positionOf(system)
  // The resting take-profit fired by itself; the price jumped over tiers 1 to 3 with theirs.
  expect(position.rungs.map(rung => rung.state)).toEqual([
    'done',
    'done',
    'done',
    'done',
    'waiting',
    'waiting',
  ])
  const { trades } = await system.venue.ledger('BTCUSDT')
  expect(trades.filter(trade => trade.side === 'SELL').map(trade => trade.qty)).toEqual(['0.624', '0.437'])
  expect(position).toMatchObject({ tier: 3, openQuantity: '0.188', protection: { level: '60205.8' } })
  const backup = (await system.exchange.openAlgoOrders('BTCUSDT')).find(order => order.type === 'STOP')
  expect(backup?.quantity).toBe('0.188')
  await walk(system, '62010')
  const closed = await positionOf(system)
  expect(closed).toMatchObject({ state: 'closed', result: { reason: 'take-profit' } })
  expect((await system.venue.ledger('BTCUSDT')).trades).toHaveLength(4)
  await expectResultOf(system, closed)
})

test('the next look sells passed rungs that the exchange rejected', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  let refused = true
  system.wire.refuse('POST /fapi/v1/order', -4118, () => refused)
  system.move('60410')
  await system.nextTick()
  const left = async () => (await system.exchange.position('BTCUSDT'))?.quantity
  expect(await left()).toBe('0.625')
  refused = false
  await system.nextTick()
  expect(await left()).toBe('0.313')
  expect((await positionOf(system)).rungs.map(({ state }) => state).slice(0, 3)).toEqual([
    'done',
    'done',
    'done',
  ])
  await expectPromises(system)
})

test('a raised stop that is hit closes in profit, as stop-hit', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  for (const price of ['60070', '60204', '60410']) await walk(system, price)
  expect((await positionOf(system)).protection.level).toBe('60165.8')
  await walk(system, '60160')
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
  expect(dec(position.result?.netPnl ?? 0).gt(0)).toBe(true)
  await expectResultOf(system, position)
})

test('the stop never moves back, nor for less than 0.5 % of margin', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  for (const price of ['60070', '60420', '60250', '60430', '60200']) await walk(system, price)
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'open', tier: 3, protection: { level: '60169.8' } })
})

test('break-even includes the funding that was paid', async () => {
  const system = await openSystem(dynamo)
  system.clock.advance(3_530_000)
  system.feed.push('BTCUSDT', system.clock.now(), '60000')
  await system.signal(buy(system))
  system.tick({ last: '60000', fundingRate: '0.0001' })
  system.clock.advance(10_000)
  await walk(system, '60104')
  const position = await positionOf(system)
  const { income } = await system.venue.ledger('BTCUSDT')
  expect(income.map(each => each.incomeType)).toEqual(['FUNDING_FEE'])
  expect(position).toMatchObject({ tier: 1, funding: income[0]?.income, protection: { level: '60069.1' } })
  await walk(system, '60050')
  const closed = await positionOf(system)
  expect(closed.result?.reason).toBe('stop-hit')
  await expectResultOf(system, closed)
})

test('if the exchange rejects reduce-only conditional orders, one stop moves alone and the watch banks rungs', async () => {
  const system = await openSystem(dynamo)
  system.wire.refuse('POST /fapi/v1/algoOrder', -1106, params => params.get('reduceOnly') === 'true')
  await system.signal(buy(system))
  for (const price of ['60070', '60104', '60410']) {
    system.move(price)
    await system.nextTick()
    await expectPromises(system, { nakedLater: true })
    const types = (await system.exchange.openAlgoOrders('BTCUSDT')).map(order => order.type)
    expect(types).toEqual(['STOP_MARKET'])
  }
  const position = await positionOf(system)
  expect(position).toMatchObject({ tier: 3, algoReduceOnlyRefused: true, openQuantity: '0.313' })
  expect(system.told.count('StopMovedNaked')).toBe(2)
  system.move('60160')
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
  expect(await books(system)).toEqual([])
  await expectResultOf(system, await positionOf(system))
})
