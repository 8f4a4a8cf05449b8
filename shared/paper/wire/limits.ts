import { bannedUntil, Refusal, refuse } from '../refusal.ts'
import type { PaperSettings } from '../settings.ts'

/** A ban of an address that went on after 429. */
export interface Ban {
  readonly address: string
  readonly at: number
  readonly until: number
  /** The request that caused the ban; `another client` if it was not one of this venue's requests. */
  readonly cause: string
}

/** The address and the request. */
export interface Asking {
  readonly address: string
  /** `GET /fapi/v3/positionRisk`. */
  readonly request: string
}

/**
 * Request weight by address and orders by account, in windows aligned to the venue's clock, as Binance counts. An
 * address that goes on after 429 is banned, longer each time.
 */
export interface Limits {
  /**
   * Throws -1003: HTTP 418 while banned, 429 beyond the weight limit. A request without weight never exceeds a limit.
   */
  spendWeight(asking: Asking, weight: number, now: number): void
  /** Throws -1015 (HTTP 429) beyond an order limit. */
  spendOrder(asking: Asking, now: number): void
  /** Another client of the same address has spent this much, and was refused this many times afterwards. */
  spendElsewhere(
    address: string,
    spent: { readonly weight: number; readonly refused: number },
    now: number,
  ): void
  headers(address: string, now: number, status: number, order: boolean): Record<string, string>
  /** Oldest first. */
  bans(): readonly Ban[]
}

const MINUTE_MS = 60_000
/** Binance states the shortest and the longest ban, but not how they grow in between. */
const BAN_MINUTES = [2, 10, 60, 360, 1440, 4320]

/** What is counted by address; several accounts of one exchange may share it. */
export type Addresses = Map<string, Address>

export function createLimits(settings: PaperSettings, addresses: Addresses = new Map()): Limits {
  const orders10s = createWindow(10_000)
  const orders1m = createWindow(MINUTE_MS)
  const bans: Ban[] = []

  const known = (name: string): Address => {
    const address = addresses.get(name) ?? newAddress()
    addresses.set(name, address)
    return address
  }

  /** Counts a request beyond a limit; one too many brings a ban. */
  const violate = (name: string, cause: string, windowEnd: number, now: number): void => {
    const address = known(name)
    address.retryAt = windowEnd
    if (address.violations.add(1, now) <= settings.violationsBeforeBan) return
    const until = now + (BAN_MINUTES[Math.min(address.bans, BAN_MINUTES.length - 1)] ?? 0) * MINUTE_MS
    Object.assign(address, { bannedTo: until, retryAt: until, bans: address.bans + 1 })
    bans.push({ address: name, at: now, until, cause })
  }
  const refused = ({ address, request }: Asking, refusal: Refusal, windowEnd: number, now: number) => {
    violate(address, request, windowEnd, now)
    return banOf(address, now) ?? refusal
  }
  const banOf = (name: string, now: number): Refusal | undefined => {
    const address = known(name)
    if (now >= address.bannedTo) return undefined
    address.retryAt = address.bannedTo
    return new Refusal(-1003, bannedUntil(address.bannedTo), 418)
  }

  return {
    spendWeight(asking, amount, now) {
      const banned = banOf(asking.address, now)
      if (banned) throw banned
      const { weight } = known(asking.address)
      if (weight.add(amount, now) > settings.weightLimit && amount > 0)
        throw refused(asking, refuse(-1003, settings.weightLimit), weight.end(now), now)
    },
    spendOrder(asking, now) {
      if (orders10s.add(1, now) > settings.orderLimit10s)
        throw refused(asking, refuse(-1015, settings.orderLimit10s, '10 SECOND'), orders10s.end(now), now)
      if (orders1m.add(1, now) > settings.orderLimit1m)
        throw refused(asking, refuse(-1015, settings.orderLimit1m, '1 MINUTE'), orders1m.end(now), now)
    },
    spendElsewhere(name, spent, now) {
      const { weight } = known(name)
      weight.add(spent.weight, now)
      for (let count = 0; count < spent.refused; count++)
        if (!banOf(name, now)) violate(name, 'another client', weight.end(now), now)
    },
    headers(name, now, status, order) {
      const { weight, retryAt } = known(name)
      return {
        'X-MBX-USED-WEIGHT-1M': String(weight.add(0, now)),
        ...(order && {
          'X-MBX-ORDER-COUNT-10S': String(orders10s.add(0, now)),
          'X-MBX-ORDER-COUNT-1M': String(orders1m.add(0, now)),
        }),
        ...((status === 429 || status === 418) &&
          retryAt > now && { 'Retry-After': String(Math.ceil((retryAt - now) / 1000)) }),
      }
    },
    bans: () => bans,
  }
}

/** The state that Binance keeps of an address. */
interface Address {
  readonly weight: Window
  readonly violations: Window
  bans: number
  bannedTo: number
  retryAt: number
}

const newAddress = (): Address => ({
  weight: createWindow(MINUTE_MS),
  violations: createWindow(MINUTE_MS),
  bans: 0,
  bannedTo: 0,
  retryAt: 0,
})

type Window = ReturnType<typeof createWindow>

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
    /** When the window that holds `now` ends. */
    end: (now: number): number => (Math.floor(now / lengthMs) + 1) * lengthMs,
  }
}
