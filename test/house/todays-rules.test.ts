import { describe, expect, test } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { isTighter } from '#domain/side.ts'
import type { RulesChange } from '#paper/faults/changed-rules.ts'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { positionLifetimes } from '#paper/ledger.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, type HouseOptions, openHouse } from './house.ts'
import { expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf, sell } from './signals.ts'

const dynamo = memoryForTests()

/** A house with an open position, and the faults of its venue. */
async function opened(options: HouseOptions = {}, more = {}): Promise<[House, Faults]> {
  const faults = createFaults()
  const house = await openHouse(dynamo, { faults, ...options })
  await house.signal(buy(house, more))
  await house.nextTick()
  return [house, faults]
}

/** From now on the exchange has other rules for the symbol. */
function change({ clock }: House, faults: Faults, to: RulesChange, symbol = 'BTCUSDT'): void {
  faults.add({ match: { symbol }, fault: { kind: 'rules', from: clock.now(), ...to } })
}

async function walk(house: House, prices: readonly string[], symbol = 'BTCUSDT'): Promise<void> {
  for (const price of prices) {
    house.move(price, symbol)
    await house.nextTick()
  }
}

const stopsOf = async ({ exchange }: House, symbol = 'BTCUSDT') =>
  (await exchange.openAlgoOrders(symbol))
    .filter(order => order.type === 'STOP_MARKET')
    .map(order => order.triggerPrice)

const refusals = ({ told }: House) =>
  [...told.of('stop-refused'), ...told.of('take-profit-refused')].map(({ code }) => code)

describe('a tick that becomes coarser while the position climbs', () => {
  const climb = ['0.2003', '0.2010', '0.2021', '0.2041', '0.2071', '0.2125', '0.1995']

  async function climbed(tickSize?: string) {
    const [house, faults] = await opened(
      { symbol: 'DOGEUSDT', price: '0.20000' },
      { symbol: 'DOGEUSDT', leverage: 10 },
    )
    if (tickSize) change(house, faults, { tickSize }, 'DOGEUSDT')
    await walk(house, climb, 'DOGEUSDT')
    const position = await positionOf(house)
    expect(position).toMatchObject({ state: 'closed', tier: 5 })
    await expectPromises(house, { otherRules: true }, 'DOGEUSDT')
    await expectResultOf(house, position)
    return { net: Number(position.result?.netPnl), refused: refusals(house), margin: Number(position.margin) }
  }

  test('earns what an unchanged one earns, up to the rounding', async () => {
    const unchanged = await climbed()
    const changed = await climbed('0.0001')
    expect(unchanged.refused).toEqual([])
    expect(unchanged.net).toBeGreaterThan(300)
    // One order is refused, the rules are read, and that is all.
    expect(changed.refused).toEqual([-4014])
    expect(Math.abs(changed.net - unchanged.net)).toBeLessThan(0.005 * changed.margin)
  })
})

test('a level that was refused is not recorded: the record is what stands, and the next raise can stand', async () => {
  const [house, faults] = await opened()
  await walk(house, ['60070'])
  change(house, faults, { tickSize: '1' })
  // Nobody can read what has changed.
  house.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
  await walk(house, ['60110'])
  const refused = await positionOf(house)
  expect(refused).toMatchObject({ tier: 1, protection: { level: '59963' } })
  expect(refused.protection.bridge).toBeUndefined()
  expect(await stopsOf(house)).toEqual(['59963'])
  const { protection } = refused
  expect((await house.exchange.openAlgoOrders('BTCUSDT')).map(order => order.clientId)).toEqual(
    expect.arrayContaining([protection.primary, protection.backup]),
  )
  expect(house.told.of('rules-not-read')).toHaveLength(1)
})

test.each([
  ['long', buy, ['60070', '60104.7']],
  ['short', sell, ['59930', '59895.3']],
] as const)(
  'a %s whose stop is taken away gets it back on the tick of today, not looser',
  async (side, signal, way) => {
    const faults = createFaults()
    const house = await openHouse(dynamo, { faults })
    await house.signal(signal(house))
    await walk(house, way)
    const [before = ''] = await stopsOf(house)
    change(house, faults, { tickSize: '5' })
    await house.exchange.cancelAllAlgo('BTCUSDT')
    await house.nextTick()
    const [after = ''] = await stopsOf(house)
    expect(dec(before).mod(5).isZero()).toBe(false)
    expect(dec(after).mod(5).isZero()).toBe(true)
    expect(isTighter(side, dec(after), dec(before))).toBe(true)
    expect(await positionOf(house)).toMatchObject({ state: 'open', protection: { level: after } })
  },
)

describe('an exit', () => {
  const close = (house: House) => buy(house, { id: 'close', action: 'CLOSE' })
  const sold = async (house: House) =>
    (await house.venue.ledger('BTCUSDT')).trades
      .filter(trade => trade.side === 'SELL')
      .map(trade => trade.qty)

  test.each<[string, RulesChange, readonly string[]]>([
    ['step', { stepSize: '0.1' }, ['1.2', '0.049']],
    ['least quantity', { stepSize: '0.1', minQuantity: '0.5' }, ['1.2', '0.049']],
    ['market maximum', { marketMaxQuantity: '0.5' }, ['0.5', '0.5', '0.249']],
  ])('closes all of it under another %s', async (_, rules, quantities) => {
    const [house, faults] = await opened()
    change(house, faults, rules)
    await house.signal(close(house))
    const position = await positionOf(house)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    expect(await sold(house)).toEqual(quantities)
    const { slots } = (await house.state.account.read()).item
    expect(slots).toEqual({})
    await expectPromises(house, { otherRules: true })
    await expectResultOf(house, position)
  })

  test('in an emergency with its stops gone takes no second look', async () => {
    const [house, faults] = await opened()
    change(house, faults, { stepSize: '0.1' })
    await house.exchange.cancelAllAlgo('BTCUSDT')
    await walk(house, ['59930'])
    const position = await positionOf(house)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
    await expectResultOf(house, position)
  })
})

test('a coarser step on the climb sells every part once, and all of it', async () => {
  const [house, faults] = await opened()
  await walk(house, ['60070'])
  change(house, faults, { stepSize: '0.1', marketMaxQuantity: '0.2' })
  await walk(house, [
    '60104',
    '60165',
    '60204',
    '60304',
    '60404',
    '60504',
    '60704',
    '60904',
    '61204',
    '62010',
  ])
  await walk(house, ['62010', '62010'])
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'take-profit' } })
  const [life] = positionLifetimes(await house.venue.ledger('BTCUSDT'))
  expect(life?.exitQuantity.toFixed()).toBe('1.249')
  const { trades } = await house.venue.ledger('BTCUSDT')
  const parts = trades.filter(trade => trade.side === 'SELL').map(trade => trade.qty)
  expect(sum(parts).toFixed()).toBe('1.249')
  expect(parts.slice(1).every(part => dec(part).lte('0.2'))).toBe(true)
  await expectPromises(house, { otherRules: true, nakedLater: true })
  await expectResultOf(house, position)
})

test('an answer that tells of other rules has them read once in a minute, whoever hears it', async () => {
  const [house, faults] = await opened()
  change(house, faults, { tickSize: '1' })
  await walk(house, ['60070', '60110'])
  const read = () => house.wire.requests.filter(request => request.includes('exchangeInfo')).length
  const before = read()
  change(house, faults, { tickSize: '10' })
  await walk(house, ['60304'])
  expect(read()).toBe(before)
  await walk(
    house,
    Array.from({ length: 6 }, () => '60304'),
  )
  expect(read()).toBe(before + 1)
  expect((await positionOf(house)).rules.tickSize).toBe('10')
})

test('an entry that was refused by other rules has them read for the next', async () => {
  const faults = createFaults()
  const house = await openHouse(dynamo, { faults, price: '60000.7' })
  await house.signal(buy(house))
  await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  house.clock.advance(400_000)
  house.tick('60000.7')
  change(house, faults, { tickSize: '5' })
  await house.signal(buy(house, { id: 'two', timestamp: Math.floor(house.clock.now()) }))
  expect(await positionOf(house, 'two')).toMatchObject({
    state: 'abandoned',
    abandonedFor: expect.stringMatching(/^refused: -4014/),
  })
  house.tick('60000.7')
  await house.signal(buy(house, { id: 'three', timestamp: Math.floor(house.clock.now()) }))
  expect(await positionOf(house, 'three')).toMatchObject({ state: 'open', rules: { tickSize: '5' } })
})

test('a first stop whose answer is lost, and that other rules refuse then, stands by the rules of today', async () => {
  const faults = createFaults()
  const house = await openHouse(dynamo, { faults })
  house.wire.once('POST /fapi/v1/algoOrder', () => change(house, faults, { tickSize: '10' }))
  house.wire.misanswer('POST /fapi/v1/algoOrder', () => Response.json(null))
  await house.signal(buy(house))
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
  expect(await stopsOf(house)).toHaveLength(1)
  await expectPromises(house, { otherRules: true })
})
