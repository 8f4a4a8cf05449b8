import type { Clock } from '#ports/clock.ts'

/** Binance's mainnet limit per address and minute, shared by all clients of the address. */
const limit = 2_400
/** From here on only what cannot wait is read. */
const strainedAt = 1_800
/** Beyond this nothing is read: 429s lead to a ban of the address. */
const spentAt = 2_300
const minuteMs = 60_000

/** The request weight of this machine's address: as Binance's answers count it, plus requests on their way. */
export interface AddressWeight {
  /** Whether this much more may be spent now; if so, it counts at once. */
  spend(weight: number): boolean
  /** Takes over the weight that an answer reports for this minute, other processes' requests included. */
  note(headers: Headers): void
  isStrained(): boolean
  /** For the operator: `1900 of 2400`. */
  describe(): string
}

export function addressWeight(clock: Clock): AddressWeight {
  let minute = 0
  let used = 0
  const present = () => {
    const now = Math.floor(clock.now() / minuteMs)
    if (now !== minute) used = 0
    minute = now
    return used
  }
  return {
    spend: weight => {
      if (present() + weight > spentAt) return false
      used += weight
      return true
    },
    note: headers => {
      const told = Number(headers.get('x-mbx-used-weight-1m') ?? 0)
      used = Math.max(present(), Number.isFinite(told) ? told : 0)
    },
    isStrained: () => present() >= strainedAt,
    describe: () => `${present()} of ${limit}`,
  }
}
