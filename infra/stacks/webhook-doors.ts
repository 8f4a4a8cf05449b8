import type { Sources } from '#domain/sources.ts'
import type { Shares } from '#settings/concurrency.ts'

/** A source's path, and its limits. */
export interface Door {
  readonly source: string
  /** Requests per second let through, on average. */
  readonly perSecond: number
  /** Requests let through at once: the many alerts of one bar. */
  readonly burst: number
}

/** A strategy sends a few per minute; one bar may bring many alerts at once, then none for long. */
const usualPerSecond = 10
/** For an account whose quota leaves the webhook no concurrency of its own: two simultaneous requests both pass. */
const leastBurst = 2

/** A door for each named source. */
export const doorsOf = (sources: Sources, { webhook }: Shares): readonly Door[] =>
  Object.entries(sources).map(([source, { throttle = usualPerSecond }]) => ({
    source,
    perSecond: throttle,
    burst: Math.max(leastBurst, webhook),
  }))

/** Why these sources cannot have a door each, and what to do; undefined: they can. */
export function doorless(sources: Sources, file: string): string | undefined {
  const names = Object.keys(sources)
  if (names.length === 0)
    return (
      'webhook is true, but QT_SOURCES names no source that may use it; ' +
      `write {"settings": {"QT_SOURCES": {"tv-btc": {"shape": "tradingview"}}}} into ${file}, with your source's name`
    )
  const unfit = names.filter(name => !isPath(name))
  return unfit.length === 0
    ? undefined
    : `webhook is true, and ${unfit.join(', ')} of QT_SOURCES cannot be part of an address: expected letters, digits, _, . and -, with single / between; give it another name in ${file}`
}

/** A path segment of dots alone would lead elsewhere. */
const isPath = (name: string): boolean =>
  name.split('/').every(part => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part))
