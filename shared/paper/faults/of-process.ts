import { createFaults, type Faults } from './faults.ts'

/** Where a host (the local run) puts faults of its own before it loads a function's bundle. */
export const faultsSlot = Symbol.for('quantum-trader.paper-faults')

/** The faults of this process's venues: the host's, else none. In a deployment there is no host. */
export function processFaults(): Faults {
  return (globalThis as { [faultsSlot]?: Faults })[faultsSlot] ?? createFaults()
}
