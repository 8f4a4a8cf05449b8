import { describe, expect, test } from 'vitest'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import type { RowFault } from '#paper/faults/rule.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System } from './system.ts'

/** Two events from outside at once, each harmless alone. */

const dynamo = memoryForTests()
const hour = 3_600_000
const unreadable: RowFault = { kind: 'row', of: { symbol: 'BTCUSDT' }, show: { positionAmt: null } }
const risk = { path: '/fapi/v3/positionRisk' }

async function aHouse(): Promise<[System, Faults]> {
  const faults = createFaults()
  return [await openSystem(dynamo, { faults, known: [btcRules] }), faults]
}

async function opened(): Promise<[System, Faults]> {
  const [system, faults] = await aHouse()
  await system.signal(buy(system))
  await system.nextTick()
  return [system, faults]
}

const close = (system: System) => system.signal(buy(system, { id: 'close', action: 'CLOSE' }))

/** The next reading of the rules shows BTCUSDT with these. */
function misread(system: System, filterType: string, change: Readonly<Record<string, string>>): void {
  const { exchangeInfo } = shippedRules
  const symbols = exchangeInfo.symbols.map(each =>
    each.symbol === 'BTCUSDT'
      ? {
          ...each,
          filters: each.filters.map(one => (one.filterType === filterType ? { ...one, ...change } : one)),
        }
      : each,
  )
  system.wire.misanswer('GET /fapi/v1/exchangeInfo', () => Response.json({ ...exchangeInfo, symbols }))
}

test.each([
  ['MARKET_LOT_SIZE', { maxQty: '0' }],
  ['LOT_SIZE', { stepSize: '0' }],
  ['PRICE_FILTER', { tickSize: '0.00' }],
])(
  'impossible rules (%s %o) do not count: an open position keeps those that it knows',
  async (filter, change) => {
    const [system] = await opened()
    misread(system, filter, change)
    system.clock.advance(hour)
    system.tick('60000')
    await system.nextTick()
    expect(await system.state.symbols.knownRules('BTCUSDT')).toBeUndefined()
    system.move('60104')
    await system.nextTick()
    expect(await positionOf(system)).toMatchObject({
      tier: 1,
      protection: { level: '60063.1' },
      rules: btcRules,
    })
    await close(system)
    expect(await positionOf(system)).toMatchObject({ state: 'closed' })
    await expectPromises(system)
  },
)

describe('our own row, unreadable', () => {
  test('during a CLOSE: the close sells the recorded quantity', async () => {
    const [system, faults] = await opened()
    faults.add({ match: risk, fault: unreadable })
    await close(system).catch(() => {})
    const ledger = await system.venue.ledger('BTCUSDT')
    expect(ledger.orders.filter(({ side, type }) => side === 'SELL' && type === 'MARKET')).toHaveLength(1)
    faults.clear()
    await system.nextTick()
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    await expectResultOf(system, await positionOf(system))
  })

  test('after the answer to the entry was lost: order and trades show the fill, and its stop follows', async () => {
    const [system, faults] = await aHouse()
    await system.gate(buy(system))
    system.wire.once('POST /fapi/v1/order', () => {
      faults.add({ match: risk, fault: unreadable })
      system.wire.lose(0, 'after')
    })
    await system.drain().catch(() => {})
    const { protection } = await positionOf(system)
    expect(await books(system)).toContain(protection.primary)
    expect(await positionOf(system)).toMatchObject({ state: 'open' })
    await close(system).catch(() => {})
    faults.clear()
    await system.nextTick()
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    await expectPromises(system)
  })
})

test('a part that was sold before its symbol was delisted does not count as the end of the position', async () => {
  const [system, faults] = await opened()
  system.move('60200')
  await system.nextTick()
  await system.nextTick()
  expect(Number((await positionOf(system)).openQuantity)).toBeLessThan(1.249)
  faults.add({ match: { path: '/fapi/v1/income' }, fault: { kind: 'late', ms: 15_000 } })
  faults.add({ match: { symbol: 'BTCUSDT' }, fault: { kind: 'delist', from: system.clock.now() } })
  system.tick('60000')
  for (let tick = 0; tick < 5; tick++) await system.nextTick()
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'external' } })
  await expectResultOf(system, position)
})

test('after 429 and beside another writer’s lease, a loss that cannot be confirmed closes at the second look', async () => {
  const [system, faults] = await opened()
  const slowDown = () =>
    Response.json({ code: -1003, msg: 'Slow down.' }, { status: 429, headers: { 'Retry-After': '59' } })
  system.wire.misanswer('GET /fapi/v3/positionRisk', slowDown)
  await system.nextTick()
  const { id } = await positionOf(system)
  const until = system.clock.now() + 15_000
  await system.state.positions.lease(id, 'dead', system.clock.now(), until)
  faults.add({ match: risk, fault: { kind: 'row', times: { markPrice: '0.97' } } })
  await system.nextTick()
  expect(system.failures).toEqual([])
  expect((await positionOf(system)).state).toBe('open')
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({ state: 'closing', closing: { reason: 'emergency' } })
  expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
  expect(system.told.count('MarkDoubted')).toBe(1)
})
