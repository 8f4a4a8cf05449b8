import type { Usage } from '#ports/exchange.ts'
import type { Endpoint } from './endpoints.ts'

export interface Meter {
  /** Counts a request that is about to be sent. */
  spend(endpoint: Endpoint, ofAll: boolean): void
  /** Stores the exchange's own count, if an answer carries it. */
  hear(headers: Headers): void
  drain(): Usage
}

/** Counts what this process spends of the limits. */
export function meter(): Meter {
  let weight = 0
  let orders = 0
  let heard: number | undefined
  return {
    spend(endpoint, ofAll) {
      weight += ofAll ? (endpoint.weightOfAll ?? endpoint.weight) : endpoint.weight
      orders += endpoint.orders ?? 0
    },
    hear(headers) {
      const used = Number(headers.get('x-mbx-used-weight-1m') ?? Number.NaN)
      if (Number.isFinite(used)) heard = Math.max(heard ?? 0, used)
    },
    drain() {
      const usage = { weight, orders, ...(heard !== undefined && { usedWeightPerMinute: heard }) }
      weight = 0
      orders = 0
      heard = undefined
      return usage
    },
  }
}
