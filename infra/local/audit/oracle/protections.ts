import { type Dec, dec } from '#domain/decimal.ts'

/** One of freqtrade's protections as docs/protections.md describes it; times in milliseconds. */
export interface Wanted {
  readonly method: string
  readonly lookback: number
  readonly limit: number
  readonly required: Dec
  readonly allowed: Dec
  readonly perPair: boolean
  readonly perSide: boolean
  /** When a lock ends that a trade closed at this time sets. */
  readonly endOf: (closedAt: number) => number
}

interface Written {
  readonly method: string
  readonly lookback_period?: number
  readonly trade_limit?: number
  readonly stop_duration?: number
  readonly unlock_at?: string
  readonly required_profit?: number | string
  readonly max_allowed_drawdown?: number | string
  readonly only_per_pair?: boolean
  readonly only_per_side?: boolean
}

const minutes = 60_000

export const protectionsOf = (said = '[]'): readonly Wanted[] => (JSON.parse(said) as Written[]).map(wanted)

function wanted(written: Written): Wanted {
  const { method, stop_duration: duration = 60, unlock_at: time } = written
  return {
    method,
    lookback: (written.lookback_period ?? 60) * minutes,
    limit: written.trade_limit ?? (method === 'StoplossGuard' ? 10 : 1),
    required: dec(written.required_profit ?? 0),
    allowed: dec(written.max_allowed_drawdown ?? 0),
    perPair: method === 'LowProfitPairs' || method === 'CooldownPeriod' || written.only_per_pair === true,
    perSide: written.only_per_side === true,
    endOf: closedAt => (time === undefined ? closedAt + duration * minutes : next(time, closedAt)),
  }
}

/** That time of day in UTC, on the day of `after` or the next. */
function next(time: string, after: number): number {
  const date = new Date(after).toISOString().slice(0, 10)
  const today = Date.parse(`${date}T${time}:00.000Z`)
  return today > after ? today : today + 1_440 * minutes
}
