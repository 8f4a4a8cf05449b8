import { refuse } from '../refusal.ts'
import type { PaperSettings } from '../settings.ts'

/** Request weight and orders of this process, in windows aligned to the venue's clock, as Binance counts. */
export interface Limits {
  /** Throws -1003 (HTTP 429) beyond the weight limit. */
  spendWeight(weight: number, now: number): void
  /** Throws -1015 (HTTP 429) beyond an order limit. */
  spendOrder(now: number): void
  headers(now: number, order: boolean): Record<string, string>
}

export function createLimits(settings: PaperSettings): Limits {
  const weight = createWindow(60_000)
  const orders10s = createWindow(10_000)
  const orders1m = createWindow(60_000)
  return {
    spendWeight: (amount, now) => {
      if (weight.add(amount, now) > settings.weightLimit) throw refuse(-1003, settings.weightLimit)
    },
    spendOrder: now => {
      if (orders10s.add(1, now) > settings.orderLimit10s)
        throw refuse(-1015, settings.orderLimit10s, '10 SECOND')
      if (orders1m.add(1, now) > settings.orderLimit1m) throw refuse(-1015, settings.orderLimit1m, '1 MINUTE')
    },
    headers: (now, order) => ({
      'X-MBX-USED-WEIGHT-1M': String(weight.add(0, now)),
      ...(order && {
        'X-MBX-ORDER-COUNT-10S': String(orders10s.add(0, now)),
        'X-MBX-ORDER-COUNT-1M': String(orders1m.add(0, now)),
      }),
    }),
  }
}

function createWindow(lengthMs: number) {
  let current = -1
  let used = 0
  return {
    add: (amount: number, now: number): number => {
      const window = Math.floor(now / lengthMs)
      if (window !== current) used = 0
      current = window
      used += amount
      return used
    },
  }
}
