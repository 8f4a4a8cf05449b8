import type { Sources } from '#domain/sources.ts'
import type { Shares } from '#settings/concurrency.ts'

/** What a source may send to, and how much. */
export interface Door {
  readonly source: string
  /** Requests that are let through, on average. */
  readonly perSecond: number
  /** Requests that are let through at once: the many alerts of one bar. */
  readonly burst: number
}

/** A strategy sends a few in a minute; many alerts of one bar come at once, and then none for long. */
const usualPerSecond = 10
/** Where the account's quota leaves the webhook nothing of its own: one that comes beside another is not lost. */
const leastBurst = 2

/** A door for each source that is named. */
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
      'webhook is true, and QT_SOURCES names no source that it would be open to; ' +
      `write {"settings": {"QT_SOURCES": {"tv-btc": {"shape": "tradingview"}}}} into ${file}, with your source's name`
    )
  const unfit = names.filter(name => !isPath(name))
  return unfit.length === 0
    ? undefined
    : `webhook is true, and ${unfit.join(', ')} of QT_SOURCES cannot stand in an address: expected letters, digits, _, . and -, with single / between; give it another name in ${file}`
}

/** A part of dots alone would lead elsewhere. */
const isPath = (name: string): boolean =>
  name.split('/').every(part => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part))
