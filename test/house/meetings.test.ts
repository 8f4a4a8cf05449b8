import { describe, expect, test } from 'vitest'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import type { RowFault } from '#paper/faults/rule.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf } from './signals.ts'

/** Where two things meet that the outside does, each of which is harmless alone. */

const dynamo = memoryForTests()
const hour = 3_600_000
const unreadable: RowFault = { kind: 'row', of: { symbol: 'BTCUSDT' }, show: { positionAmt: null } }
const risk = { path: '/fapi/v3/positionRisk' }

async function aHouse(): Promise<[House, Faults]> {
  const faults = createFaults()
  return [await openHouse(dynamo, { faults, known: [btcRules] }), faults]
}

async function opened(): Promise<[House, Faults]> {
  const [house, faults] = await aHouse()
  await house.signal(buy(house))
  await house.nextTick()
  return [house, faults]
}

const close = (house: House) => house.signal(buy(house, { id: 'close', action: 'CLOSE' }))

/** The next reading of the rules shows those of BTCUSDT so. */
function misread(house: House, filterType: string, change: Readonly<Record<string, string>>): void {
  const { exchangeInfo } = shippedRules
  const symbols = exchangeInfo.symbols.map(each =>
    each.symbol === 'BTCUSDT'
      ? {
          ...each,
          filters: each.filters.map(one => (one.filterType === filterType ? { ...one, ...change } : one)),
        }
      : each,
  )
  house.wire.misanswer('GET /fapi/v1/exchangeInfo', () => Response.json({ ...exchangeInfo, symbols }))
}

test.each([
  ['MARKET_LOT_SIZE', { maxQty: '0' }],
  ['LOT_SIZE', { stepSize: '0' }],
  ['PRICE_FILTER', { tickSize: '0.00' }],
])(
  'rules that cannot be (%s %o) are none: an open position keeps those that it knows',
  async (filter, change) => {
    const [house] = await opened()
    misread(house, filter, change)
    house.clock.advance(hour)
    house.tick('60000')
    await house.nextTick()
    expect(await house.state.symbols.knownRules('BTCUSDT')).toBeUndefined()
    house.move('60104')
    await house.nextTick()
    expect(await positionOf(house)).toMatchObject({
      tier: 1,
      protection: { level: '60063.1' },
      rules: btcRules,
    })
    await close(house)
    expect(await positionOf(house)).toMatchObject({ state: 'closed' })
    await expectPromises(house)
  },
)

describe('our own row, unreadable', () => {
  test('while a CLOSE comes: what is recorded as open is sold', async () => {
    const [house, faults] = await opened()
    faults.add({ match: risk, fault: unreadable })
    await close(house).catch(() => {})
    const ledger = await house.venue.ledger('BTCUSDT')
    expect(ledger.orders.filter(({ side, type }) => side === 'SELL' && type === 'MARKET')).toHaveLength(1)
    faults.clear()
    await house.nextTick()
    expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    await expectResultOf(house, await positionOf(house))
  })

  test('while the answer to the entry is lost: order and trades tell, and its stop follows', async () => {
    const [house, faults] = await aHouse()
    await house.gate(buy(house))
    house.wire.once('POST /fapi/v1/order', () => {
      faults.add({ match: risk, fault: unreadable })
      house.wire.lose(0, 'after')
    })
    await house.drain().catch(() => {})
    const { protection } = await positionOf(house)
    expect(await books(house)).toContain(protection.primary)
    expect(await positionOf(house)).toMatchObject({ state: 'open' })
    await close(house).catch(() => {})
    faults.clear()
    await house.nextTick()
    expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    await expectPromises(house)
  })
})

test('a symbol that is no longer listed after a part was sold: that part is not taken for the end', async () => {
  const [house, faults] = await opened()
  house.move('60200')
  await house.nextTick()
  await house.nextTick()
  expect(Number((await positionOf(house)).openQuantity)).toBeLessThan(1.249)
  faults.add({ match: { path: '/fapi/v1/income' }, fault: { kind: 'late', ms: 15_000 } })
  faults.add({ match: { symbol: 'BTCUSDT' }, fault: { kind: 'delist', from: house.clock.now() } })
  house.tick('60000')
  for (let tick = 0; tick < 5; tick++) await house.nextTick()
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'external' } })
  await expectResultOf(house, position)
})

test('a loss that nothing confirms, after 429 and beside the lease of another writer, closes at the second look', async () => {
  const [house, faults] = await opened()
  const slowDown = () =>
    Response.json({ code: -1003, msg: 'Slow down.' }, { status: 429, headers: { 'Retry-After': '59' } })
  house.wire.misanswer('GET /fapi/v3/positionRisk', slowDown)
  await house.nextTick()
  const { id } = await positionOf(house)
  const until = house.clock.now() + 15_000
  await house.state.positions.lease(id, 'dead', house.clock.now(), until)
  faults.add({ match: risk, fault: { kind: 'row', times: { markPrice: '0.97' } } })
  await house.nextTick()
  expect(house.failures).toEqual([])
  expect((await positionOf(house)).state).toBe('open')
  await house.nextTick()
  expect(await positionOf(house)).toMatchObject({ state: 'closing', closing: { reason: 'emergency' } })
  expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
  expect(house.told.count('MarkDoubted')).toBe(1)
})
