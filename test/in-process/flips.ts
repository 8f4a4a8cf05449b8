import { ownerOf } from '#domain/identity.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { aLife } from './life.ts'
import { buy, sell } from './signals.ts'
import { openSystem, type System } from './system.ts'

export const dynamo = memoryForTests()

/** A long whose source sets what its opposite signals do. */
export async function opened(
  opposite: 'warn' | 'close' | 'flip',
  more: Record<string, string> = {},
  life = aLife(),
): Promise<System> {
  const environment = { QT_SOURCES: JSON.stringify({ xgboost: { opposite } }), ...more }
  const system = await openSystem(dynamo, { known: [btcRules], environment })
  await system.gate(buy(system))
  await system.take(system.trades.waiting.shift() ?? '', life)
  system.clock.advance(5_000)
  return system
}

/** Delivers until no message waits: each one handed back goes through the executor again. */
export async function settle(system: System): Promise<void> {
  while (system.trades.waiting.length + system.closes.waiting.length > 0) await system.drain()
}

export const later = (system: System, more: Readonly<Record<string, unknown>> = {}) =>
  sell(system, { id: 'two', ...more })

export async function turned(system: System): Promise<void> {
  await system.gate(later(system))
  await settle(system)
}

export const slots = async (system: System) => (await system.state.account.read()).item.slots

export async function entries(system: System): Promise<readonly string[]> {
  const { orders } = await system.venue.ledger('BTCUSDT')
  return orders.filter(order => ownerOf(order.clientOrderId)?.purpose === 'entry').map(({ side }) => side)
}
