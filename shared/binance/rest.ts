import type { Rest } from '#domain/rest.ts'
import { timing } from '#domain/timing.ts'
import type { EndpointName, Params } from './endpoints.ts'
import { banEndIn, type ErrorAnswer } from './outcome.ts'

/** What the exchange has asked of this process, and which requests that leaves. */
export interface Resting {
  /** What is asked at that time: the ban before the limit. */
  at(time: number): Rest | undefined
  /** An answer to this process asks for it. */
  take(rest: Rest): void
  /** Another process with the same address was asked for it. Never shortens. */
  heed(rest: Rest): void
  /** Why this request must not go; a request that may go is counted as sent. */
  forbids(name: EndpointName, params: Params): Rest | undefined
  /** A ban is over and nothing has been answered since: the next request should be the one that matters. */
  isSilent(): boolean
  /** The exchange has answered, with something other than a ban. */
  answered(): void
}

const minute = 60_000
/** Binance bans for three days at most; a wait beyond that comes from something in front of it, or is a mistake. */
const longestWait = 3 * 1_440 * minute
const { watch } = timing

export function resting(now: () => number): Resting {
  const until = { limited: 0, banned: 0 }
  let limitedSince = 0
  const refused = { minute: 0, times: 0 }
  let lookedAt = Number.NEGATIVE_INFINITY
  let silent = false

  const at = (time: number): Rest | undefined => {
    const kind = time < until.banned ? 'banned' : 'limited'
    return time < until[kind] ? { kind, until: until[kind] } : undefined
  }
  const minuteNow = (): number => Math.floor(now() / minute)
  const countRefusal = () => {
    if (refused.minute !== minuteNow()) Object.assign(refused, { minute: minuteNow(), times: 0 })
    refused.times += 1
  }
  /**
   * One per tick; after some minutes fewer, because the client that spends the weight does not stop, and where many
   * requests that left together were refused, one more per tick would be too many in a minute.
   */
  const isLookDue = (): boolean => {
    const { backsOffAfter, lookEvery, thenEvery, mostRefused } = watch.limited
    const many = refused.minute === minuteNow() && refused.times > mostRefused
    const pause = now() - limitedSince < backsOffAfter && !many ? lookEvery : thenEvery
    return now() - lookedAt >= pause
  }
  const heed = ({ kind, until: asked }: Rest) => {
    // What was over before the last tick asks for nothing any more.
    if (asked <= now() - watch.tick) return
    if (kind === 'banned') silent = true
    else if (now() - until.limited > watch.limited.thenEvery) limitedSince = now()
    until[kind] = Math.max(until[kind], asked)
  }
  return {
    at,
    heed,
    take(rest) {
      if (rest.kind === 'limited') countRefusal()
      heed(rest)
    },
    forbids(name, params) {
      const rest = at(now())
      const looks = isLook(name, params)
      const may = rest?.kind === 'limited' && (looks ? isLookDue() : protects(name, params))
      if (rest && !may) return rest
      if (looks) lookedAt = now()
      return undefined
    },
    isSilent: () => silent,
    answered() {
      silent = false
    },
  }
}

/** The one read of the watch's tick: all positions of the account. */
const isLook = (name: EndpointName, { symbol }: Params): boolean =>
  name === 'positionRisk' && symbol === undefined

/** A stop at market, and an exit at market: neither has weight, and neither can open anything. */
const protects = (name: EndpointName, { type, closePosition, reduceOnly }: Params): boolean =>
  (name === 'placeAlgoOrder' && type === 'STOP_MARKET' && (closePosition === true || reduceOnly === true)) ||
  (name === 'placeOrder' && type === 'MARKET' && reduceOnly === true)

/**
 * What an answer asks for, if it asks to wait: until the end of the ban that it tells or of its Retry-After, whichever
 * is later, or else until the exchange counts a new minute. `now` is our clock, `exchangeNow` the exchange's.
 */
export function restAskedBy(
  { status, message, retryAfterMs }: ErrorAnswer,
  now: number,
  exchangeNow: number,
): Rest | undefined {
  const banEnd = banEndIn(message)
  const banned = status === 418 || banEnd !== undefined
  if (!banned && status !== 429) return undefined
  const pauses = [retryAfterMs ?? 0, banEnd === undefined ? 0 : banEnd - exchangeNow]
  const longest = Math.max(...pauses)
  const pause = longest > 0 ? Math.min(longest, longestWait) : minute - (exchangeNow % minute)
  return { kind: banned ? 'banned' : 'limited', until: now + Math.ceil(pause) }
}

/** The answer that would have come: it costs nothing, and asking for it would make the wait longer. */
export const notSent = (rest: Rest): ErrorAnswer => ({
  status: rest.kind === 'banned' ? 418 : 429,
  code: -1003,
  message: `not sent: Binance ${asks[rest.kind]} until ${new Date(rest.until).toISOString()}`,
  rest,
})
const asks = { limited: 'asks to wait', banned: 'has banned this address' } as const
