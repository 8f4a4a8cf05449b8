import { expect, test } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf, sell } from './signals.ts'

const dynamo = memoryForTests()

/** The price goes there, what it triggers fills, and the watch looks. */
async function walk(house: House, price: string): Promise<void> {
  house.move(price)
  await house.nextTick()
  await expectPromises(house)
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

test('a long climbs the ladder: every rung fires once, the stop follows, and the sum is the entry', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  for (const { price, tier, stop } of climb) {
    await walk(house, price)
    const position = await positionOf(house)
    expect({ price, tier: position.tier, stop: position.protection.level }).toEqual({ price, tier, stop })
    const types = (await house.exchange.openAlgoOrders('BTCUSDT')).map(order => order.type).sort()
    expect(types.slice(0, 2)).toEqual(['STOP', 'STOP_MARKET'])
  }
  await walk(house, '62010')
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', tier: 5, result: { reason: 'take-profit' } })
  const { trades } = await house.venue.ledger('BTCUSDT')
  const sold = trades.filter(trade => trade.side === 'SELL').map(trade => trade.qty)
  expect(sold).toEqual(['0.624', '0.156', '0.156', '0.125', '0.093', '0.095'])
  expect(sum(sold).toFixed()).toBe('1.249')
  await expectResultOf(house, position)
})

test('a short climbs the mirrored ladder', async () => {
  const house = await openHouse(dynamo)
  await house.signal(sell(house))
  const mirrored = (price: string) => dec(120_000).minus(price).toFixed()
  for (const { price, tier } of climb) {
    await walk(house, mirrored(price))
    expect((await positionOf(house)).tier).toBe(tier)
  }
  await walk(house, mirrored('62010'))
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', tier: 5, result: { reason: 'take-profit' } })
  await expectResultOf(house, position)
})

test('a jump over several tiers banks the passed rungs in one market order and raises the stop', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  await walk(house, '60510')
  const position = await positionOf(house)
  // The resting rung fired by itself; tiers 1 to 3 were jumped over with their rungs.
  expect(position.rungs.map(rung => rung.state)).toEqual([
    'done',
    'done',
    'done',
    'done',
    'waiting',
    'waiting',
  ])
  const { trades } = await house.venue.ledger('BTCUSDT')
  expect(trades.filter(trade => trade.side === 'SELL').map(trade => trade.qty)).toEqual(['0.624', '0.437'])
  expect(position).toMatchObject({ tier: 3, openQuantity: '0.188', protection: { level: '60205.8' } })
  const backup = (await house.exchange.openAlgoOrders('BTCUSDT')).find(order => order.type === 'STOP')
  expect(backup?.quantity).toBe('0.188')
  await walk(house, '62010')
  const closed = await positionOf(house)
  expect(closed).toMatchObject({ state: 'closed', result: { reason: 'take-profit' } })
  expect((await house.venue.ledger('BTCUSDT')).trades).toHaveLength(4)
  await expectResultOf(house, closed)
})

test('passed rungs that the exchange will not sell wait, and are sold at the next look', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  let refused = true
  house.wire.refuse('POST /fapi/v1/order', -4118, () => refused)
  house.move('60410')
  await house.nextTick()
  const left = async () => (await house.exchange.position('BTCUSDT'))?.quantity
  expect(await left()).toBe('0.625')
  refused = false
  await house.nextTick()
  expect(await left()).toBe('0.313')
  expect((await positionOf(house)).rungs.map(({ state }) => state).slice(0, 3)).toEqual([
    'done',
    'done',
    'done',
  ])
  await expectPromises(house)
})

test('a raised stop that is hit closes with a profit, for the reason stop-hit', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  for (const price of ['60070', '60204', '60410']) await walk(house, price)
  expect((await positionOf(house)).protection.level).toBe('60165.8')
  await walk(house, '60160')
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
  expect(dec(position.result?.netPnl ?? 0).gt(0)).toBe(true)
  await expectResultOf(house, position)
})

test('the stop moves neither back with the price nor for a better level by less than 0.5 % of margin', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  for (const price of ['60070', '60420', '60250', '60430', '60200']) await walk(house, price)
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'open', tier: 3, protection: { level: '60169.8' } })
})

test('break-even includes the funding that was paid', async () => {
  const house = await openHouse(dynamo)
  house.clock.advance(3_530_000)
  house.feed.push('BTCUSDT', house.clock.now(), '60000')
  await house.signal(buy(house))
  house.tick({ last: '60000', fundingRate: '0.0001' })
  house.clock.advance(10_000)
  await walk(house, '60104')
  const position = await positionOf(house)
  const { income } = await house.venue.ledger('BTCUSDT')
  expect(income.map(each => each.incomeType)).toEqual(['FUNDING_FEE'])
  expect(position).toMatchObject({ tier: 1, funding: income[0]?.income, protection: { level: '60069.1' } })
  await walk(house, '60050')
  const closed = await positionOf(house)
  expect(closed.result?.reason).toBe('stop-hit')
  await expectResultOf(house, closed)
})

test('where reduce-only conditional orders are refused, one stop moves alone and rungs are banked', async () => {
  const house = await openHouse(dynamo)
  house.wire.refuse('POST /fapi/v1/algoOrder', -1106, params => params.get('reduceOnly') === 'true')
  await house.signal(buy(house))
  for (const price of ['60070', '60104', '60410']) {
    house.move(price)
    await house.nextTick()
    await expectPromises(house, { nakedLater: true })
    const types = (await house.exchange.openAlgoOrders('BTCUSDT')).map(order => order.type)
    expect(types).toEqual(['STOP_MARKET'])
  }
  const position = await positionOf(house)
  expect(position).toMatchObject({ tier: 3, algoReduceOnlyRefused: true, openQuantity: '0.313' })
  expect(house.told.count('StopMovedNaked')).toBe(2)
  house.move('60160')
  await house.nextTick()
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
  expect(await books(house)).toEqual([])
  await expectResultOf(house, await positionOf(house))
})
