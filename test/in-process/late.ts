import { positionLifetimes } from '#paper/audit/ledger.ts'
import { createFaults } from '#paper/faults/faults.ts'
import type { Fault } from '#paper/faults/rule.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { buy } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()
export const second = 1_000
export const hour = 3_600 * second
export const day = 24 * hour
export const userTrades = { path: '/fapi/v1/userTrades' }

/** A system whose exchange can be told to show, or do, something late. */
export async function aHouse(environment: Readonly<Record<string, string>> = {}) {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults, environment })
  return { system, faults, late: (match: object, fault: Fault) => faults.add({ match, fault }) }
}

export const close = (system: System, id = 'close') => system.signal(buy(system, { id, action: 'CLOSE' }))

export async function opened(system: System, id = 'one'): Promise<void> {
  await system.signal(buy(system, { id }))
  await system.nextTick()
}

/** Moves time and the price without the watch. */
export function pass(system: System, ms: number, price = '60000'): void {
  system.clock.advance(ms)
  system.feed.push('BTCUSDT', system.clock.now(), price)
}

/** Moves time to this long before the next full hour. */
export const until = ({ clock }: System, ms: number) => clock.advance(hour - (clock.now() % hour) - ms)

export const account = async (system: System) => (await system.state.account.read()).item
export const netOnVenue = async (system: System) =>
  positionLifetimes(await system.venue.ledger('BTCUSDT')).map(({ netPnl }) => netPnl.toFixed(8))
