import { bannedUntil } from '../faults/answers.ts'
import { Refusal, refuse } from '../refusal.ts'
import type { PaperSettings } from '../settings.ts'

/**
 * Request weight and orders of this process, in windows aligned to the venue's clock, as Binance counts. Who
 * goes on after 429 is banned, and longer each time.
 */
export interface Limits {
  /** Throws -1003: HTTP 418 while banned, 429 beyond the weight limit. */
  spendWeight(weight: number, now: number): void
  /** Throws -1015 (HTTP 429) beyond an order limit. */
  spendOrder(now: number): void
  headers(now: number, status: number, order: boolean): Record<string, string>
}

const MINUTE_MS = 60_000
/** Binance tells the shortest ban and the longest; how they grow in between it does not. */
const BAN_MINUTES = [2, 10, 60, 360, 1440, 4320]

export function createLimits(settings: PaperSettings): Limits {
  const weight = createWindow(MINUTE_MS)
  const orders10s = createWindow(10_000)
  const orders1m = createWindow(MINUTE_MS)
  const violations = createWindow(MINUTE_MS)
  let bans = 0
  let bannedTo = 0
  let retryAt = 0

  /** The refusal of a request beyond a limit; the one too many of them brings a ban. */
  const violated = (refusal: Refusal, windowEnd: number, now: number): Refusal => {
    retryAt = windowEnd
    if (violations.add(1, now) <= settings.violationsBeforeBan) return refusal
    bannedTo = now + (BAN_MINUTES[Math.min(bans, BAN_MINUTES.length - 1)] ?? 0) * MINUTE_MS
    bans += 1
    return banned()
  }
  const banned = () => {
    retryAt = bannedTo
    return new Refusal(-1003, bannedUntil(bannedTo), 418)
  }

  return {
    spendWeight: (amount, now) => {
      if (now < bannedTo) throw banned()
      if (weight.add(amount, now) > settings.weightLimit)
        throw violated(refuse(-1003, settings.weightLimit), weight.end(now), now)
    },
    spendOrder: now => {
      if (orders10s.add(1, now) > settings.orderLimit10s)
        throw violated(refuse(-1015, settings.orderLimit10s, '10 SECOND'), orders10s.end(now), now)
      if (orders1m.add(1, now) > settings.orderLimit1m)
        throw violated(refuse(-1015, settings.orderLimit1m, '1 MINUTE'), orders1m.end(now), now)
    },
    headers: (now, status, order) => ({
      'X-MBX-USED-WEIGHT-1M': String(weight.add(0, now)),
      ...(order && {
        'X-MBX-ORDER-COUNT-10S': String(orders10s.add(0, now)),
        'X-MBX-ORDER-COUNT-1M': String(orders1m.add(0, now)),
      }),
      ...((status === 429 || status === 418) &&
        retryAt > now && { 'Retry-After': String(Math.ceil((retryAt - now) / 1000)) }),
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
    /** When the window that `now` is in is over. */
    end: (now: number): number => (Math.floor(now / lengthMs) + 1) * lengthMs,
  }
}
