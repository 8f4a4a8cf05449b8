import type { Fault, Weather } from '../storm/weather.ts'

/** One call, as it reached the outside in a run without faults. */
export interface Recorded {
  /** Invocation, name and which of that name it was: `inspect run1.2 ETHUSDT POST algoOrder 1`. */
  readonly key: string
  readonly name: string
  readonly at: number
}

/** The fault of one call. */
export interface Strike {
  readonly key: string
  readonly fault: string
}

/** No fault but one, on one call. Records every call that asks for a fault. */
export function oneFault(
  strike: Strike | undefined,
  deliveries: { readonly are: string | undefined; readonly until: number },
): Weather & { readonly calls: readonly Recorded[] } {
  const calls: Recorded[] = []
  const faults: Fault[] = []
  return {
    calls,
    faults,
    strike(key, at, kinds, call) {
      if (!call) {
        const { are, until } = deliveries
        return are && at < until && kinds.includes(are) && key.endsWith(' 1') ? are : undefined
      }
      calls.push({ key, name: call.name, at })
      if (faults.length > 0 || key !== strike?.key) return undefined
      faults.push({ key, kind: strike.fault, at, symbol: call.symbol })
      return strike.fault
    },
    planned: () => false,
  }
}
