import type { RulesChange } from '#paper/faults/changed-rules.ts'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { buy } from './signals.ts'
import { openSystem, type System, type SystemOptions } from './system.ts'

const dynamo = memoryForTests()

/** A system with an open position, and the faults of its venue. */
export async function opened(options: SystemOptions = {}, more = {}): Promise<[System, Faults]> {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults, ...options })
  await system.signal(buy(system, more))
  await system.nextTick()
  return [system, faults]
}

/** Changes the symbol's rules on the exchange from now on. */
export function change({ clock }: System, faults: Faults, to: RulesChange, symbol = 'BTCUSDT'): void {
  faults.add({ match: { symbol }, fault: { kind: 'rules', from: clock.now(), ...to } })
}

export async function walk(system: System, prices: readonly string[], symbol = 'BTCUSDT'): Promise<void> {
  for (const price of prices) {
    system.move(price, symbol)
    await system.nextTick()
  }
}

export const stopsOf = async ({ exchange }: System, symbol = 'BTCUSDT') =>
  (await exchange.openAlgoOrders(symbol))
    .filter(order => order.type === 'STOP_MARKET')
    .map(order => order.triggerPrice)
