/** What may run at once, at most; all of it comes out of one quota of the AWS account in the region. */
export interface Shares {
  /** Iterations of the watch's Map: each is inspect, and close-cleanup after it where inspect says so. */
  readonly looks: number
  /** Closes from the close queue. */
  readonly closes: number
  readonly surveys: number
  /** Trades from the trade queue, each of them an executor. */
  readonly entries: number
  /** Batches of signals. */
  readonly signals: number
  /** Requests that `qt` has carried from the fixed address. */
  readonly operator: number
  /** Requests to the webhook; none where it is not open. */
  readonly webhook: number
  /** Closes at which the rule speaks; none where there is no rule. */
  readonly rule: number
  /** What tells the operator: none where there is no channel. */
  readonly notify: number
  /** Sentinels, two while one hands over to the next; none where there is none. */
  readonly sentinel: number
  /** Runs that it wakes the watch for, beside the tick's: a survey each, and their looks. */
  readonly woken: number
}

/** What only some deployments have. */
export interface Extras {
  readonly webhook?: boolean
  readonly rule?: boolean
  /** How many channels tell the operator what happens. */
  readonly channels?: number
  readonly sentinel?: boolean
}

/** The least quota that an account has, which is a new one's. */
export const leastQuota = 10
/** Below it a sentinel would take from the looks of the watch, which it only adds to. */
const leastForSentinel = 20
/** What AWS keeps from being set aside in an account that has more than the least. */
const alwaysUnreserved = 100
/** An inline Map runs no more iterations at once, whatever it is told. */
const mapMost = 40
/** Fewer batches of a queue at once Lambda does not take. */
const sourceLeast = 2

/** One looks, and one comes after it before it has ended. */
const wokenSurveys = 2

interface Share {
  readonly least: number
  readonly wanted: number
}

/** Shards that a new table's stream is read by, an alarm beside them, and a digest. */
const notifiers = 6

/** What tells so many channels, at once: a queue of letters each. It runs beside all others, or not at all. */
const tellersFor = (channels: number): number => (channels > 0 ? notifiers + channels * sourceLeast : 0)

/** Throws where what tells the operator would take from what trades. */
export function refuseCrowded(quota: number, { notify }: Shares, channels: number): void {
  const wanted = tellersFor(channels)
  if (notify < wanted)
    throw new Error(
      `-c notify: ${channels} ${channels === 1 ? 'channel wants' : 'channels want'} ${wanted} concurrent executions ` +
        `beside what trades, got ${notify} of -c quota=${quota}: ask AWS for more, or leave notify out`,
    )
}

/** The one table: in the order in which they get more than the least. The least sum up to the least quota. */
const table = (
  positions: number,
  { webhook = false, rule = false, channels = 0, sentinel = false }: Extras = {},
): { readonly [K in keyof Shares]: Share } => ({
  // A row for each position and one for upkeep, and room for a look that outlived its task.
  looks: { least: 3, wanted: Math.min(positions + 2, mapMost) },
  closes: { least: sourceLeast, wanted: Math.max(sourceLeast, positions) },
  // Runs overlap and survey at the same mark; only one of them looks, and one that Lambda turns away comes again.
  surveys: { least: 1, wanted: 4 },
  entries: { least: sourceLeast, wanted: 3 },
  signals: { least: sourceLeast, wanted: sourceLeast },
  // No trade waits for it: where the quota is short it takes what is not in use at the moment, one at a time, and waits.
  operator: { least: 0, wanted: 2 },
  // Strangers reach it too, so it is bounded; where the quota is short by its throttle alone.
  webhook: { least: 0, wanted: webhook ? 20 : 0 },
  // With candles of a minute it waits for the next close while the last one is spoken of. What does not fit is tried again.
  rule: { least: 0, wanted: rule ? 2 : 0 },
  notify: { least: 0, wanted: tellersFor(channels) },
  sentinel: { least: sentinel ? 2 : 0, wanted: sentinel ? 2 : 0 },
  // Of one position always; in a burst of all, where there is room. What Lambda turns away comes again.
  woken: { least: sentinel ? 2 : 0, wanted: sentinel ? wokenSurveys + Math.min(positions, mapMost) : 0 },
})

/**
 * Shares the quota out: everything gets its least, and what is left goes to each in the table's order. Of an infinite
 * one each gets what it wants. Throws where it is too small, for a sentinel too.
 */
export function shareOut(quota: number, positions: number, extras: Extras = {}): Shares {
  if (extras.sentinel && quota < leastForSentinel)
    throw new Error(
      `-c sentinel=true: expected a quota of ${leastForSentinel} concurrent executions or more, because it and what it ` +
        `wakes would take from the looks of the watch, got -c quota=${quota}: ask AWS for more, or leave sentinel out`,
    )
  const rows = Object.entries(table(positions, extras)) as [keyof Shares, Share][]
  let left = quota - rows.reduce((sum, [, { least }]) => sum + least, 0)
  if (left < 0) throw new Error(`Expected a quota of ${leastQuota} or more, got ${quota}`)
  const shares = rows.map(([name, { least, wanted }]) => {
    const more = Math.min(left, Math.max(0, wanted - least))
    left -= more
    return [name, least + more] as const
  })
  return Object.fromEntries(shares) as Record<keyof Shares, number>
}

export const atOnce = (shares: Shares): number => Object.values(shares).reduce((sum, share) => sum + share, 0)

/** How many looks the Map may have at once; undefined where the quota bounds none. */
export function mapBound(quota: number, positions: number, extras: Extras = {}): number | undefined {
  const { looks } = shareOut(quota, positions, extras)
  return looks < table(positions).looks.wanted ? looks : undefined
}

/** What is set aside for the watch where that is chosen: no flood of signals, and no other function, takes it. */
export interface Reserved {
  readonly survey: number
  readonly inspect: number
  readonly closeCleanup: number
}

/** Throws where AWS would refuse it. It is a bound, too: with a sentinel there must be room for what that wakes. */
export function setAside(quota: number, positions: number, { sentinel = false }: Extras = {}): Reserved {
  const each = positions + 2
  const reserved = {
    survey: table(positions).surveys.wanted + (sentinel ? wokenSurveys : 0),
    inspect: each + (sentinel ? positions : 0),
    closeCleanup: each,
  }
  const needed = reserved.survey + reserved.inspect + reserved.closeCleanup + alwaysUnreserved
  if (quota < needed) {
    throw new Error(
      `-c reserve=true: expected a quota of ${needed} concurrent executions or more for ${positions} positions ` +
        `(AWS leaves ${alwaysUnreserved} to what is not set aside), got -c quota=${quota}; ` +
        'ask AWS for more, or leave reserve out',
    )
  }
  return reserved
}

/**
 * What the webhook's calls are bounded by: its share, set aside, where AWS then still has its hundred beside what is set
 * aside for the watch. Undefined: AWS would refuse it, and only the webhook's throttle bounds them.
 */
export function reservedForWebhook(
  quota: number,
  { webhook }: Shares,
  watch: Reserved | undefined,
): number | undefined {
  const others = watch ? watch.survey + watch.inspect + watch.closeCleanup : 0
  return webhook > 0 && quota - others - webhook >= alwaysUnreserved ? webhook : undefined
}
