/** The most that may run at once; all of it comes out of one quota of the AWS account in the region. */
export interface Shares {
  /** Iterations of the watch's Map: each is inspect, followed by close-cleanup if inspect says so. */
  readonly looks: number
  /** Closes from the close queue. */
  readonly closes: number
  readonly surveys: number
  /** Trades from the trade queue, each of them an executor. */
  readonly entries: number
  /** Batches of signals. */
  readonly signals: number
  /** Requests that the fixed address carries for `qt`. */
  readonly operator: number
  /** Requests to the webhook; 0 without one. */
  readonly webhook: number
  /** Candle closes at which the rule speaks; 0 without a rule. */
  readonly rule: number
  /** Functions that notify the operator; 0 without a channel. */
  readonly notify: number
  /** Sentinels, two while one hands over to the next; 0 without a sentinel. */
  readonly sentinel: number
  /** Runs of the watch that the sentinel starts beside the tick's: a survey each, and their looks. */
  readonly woken: number
}

/** What only some deployments have. */
export interface Extras {
  readonly webhook?: boolean
  readonly rule?: boolean
  /** Number of notification channels. */
  readonly channels?: number
  readonly sentinel?: boolean
}

/** An account's least quota, which is that of a new account. */
export const leastQuota = 10
/** Below this quota a sentinel would take from the looks of the watch, to which it is only an addition. */
const leastForSentinel = 20
/** What AWS does not let be reserved in an account with more than the least quota. */
const alwaysUnreserved = 100
/** An inline Map runs no more iterations at once, whatever its setting. */
const mapMost = 40
/** Lambda accepts no lower limit of concurrent batches of a queue. */
const sourceLeast = 2

/** One looks, and the next may start before it has ended. */
const wokenSurveys = 2

interface Share {
  readonly least: number
  readonly wanted: number
}

/** The shards by which a new table's stream is read, an alarm, and a digest. */
const notifiers = 6

/**
 * The notifiers of so many channels at once: a queue of letters each. They all run beside the others, or not at all.
 */
const tellersFor = (channels: number): number => (channels > 0 ? notifiers + channels * sourceLeast : 0)

/** Throws if notifications would take from trading. */
export function refuseCrowded(quota: number, { notify }: Shares, channels: number): void {
  const wanted = tellersFor(channels)
  if (notify < wanted)
    throw new Error(
      `-c notify: ${channels} ${channels === 1 ? 'channel wants' : 'channels want'} ${wanted} concurrent executions ` +
        `beside what trades, got ${notify} of -c quota=${quota}: ask AWS for more, or leave notify out`,
    )
}

/** The shares, in the order in which they get more than their least. The least add up to the least quota. */
const table = (
  positions: number,
  { webhook = false, rule = false, channels = 0, sentinel = false }: Extras = {},
): { readonly [K in keyof Shares]: Share } => ({
  // A row for each position and one for upkeep, with room for a look that outlived its task.
  looks: { least: 3, wanted: Math.min(positions + 2, mapMost) },
  closes: { least: sourceLeast, wanted: Math.max(sourceLeast, positions) },
  // Runs overlap and survey at the same mark. Only one of them looks, and Lambda retries one that it throttled.
  surveys: { least: 1, wanted: 4 },
  entries: { least: sourceLeast, wanted: 3 },
  signals: { least: sourceLeast, wanted: sourceLeast },
  // No trade waits for it. If the quota is short, it uses idle concurrency, one at a time, and waits.
  operator: { least: 0, wanted: 2 },
  // Strangers can reach it too, so it is bounded; if the quota is short, by its throttle alone.
  webhook: { least: 0, wanted: webhook ? 20 : 0 },
  // With one-minute candles it waits for the next close while the last one is still being handled. Lambda retries the
  // rest.
  rule: { least: 0, wanted: rule ? 2 : 0 },
  notify: { least: 0, wanted: tellersFor(channels) },
  sentinel: { least: sentinel ? 2 : 0, wanted: sentinel ? 2 : 0 },
  // Always for one position; in a burst for all, if there is room. Lambda retries a throttled one.
  woken: { least: sentinel ? 2 : 0, wanted: sentinel ? wokenSurveys + Math.min(positions, mapMost) : 0 },
})

/**
 * Shares the quota out: everything gets its least, and the rest goes to each share in the table's order. With an
 * infinite quota each gets what it wants. Throws if the quota is too small, also for a sentinel.
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

/** How many looks the Map may run at once; undefined if the quota sets no bound. */
export function mapBound(quota: number, positions: number, extras: Extras = {}): number | undefined {
  const { looks } = shareOut(quota, positions, extras)
  return looks < table(positions).looks.wanted ? looks : undefined
}

/** What is reserved for the watch, if that is chosen: no flood of signals and no other function can take it. */
export interface Reserved {
  readonly survey: number
  readonly inspect: number
  readonly closeCleanup: number
}

/**
 * Throws if AWS would refuse it. A reservation is also a bound: with a sentinel it must have room for the runs it
 * starts.
 */
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
        `(AWS keeps ${alwaysUnreserved} unreserved), got -c quota=${quota}; ` +
        'ask AWS for more, or leave reserve out',
    )
  }
  return reserved
}

/**
 * The bound of the webhook's calls: its share, reserved, if that leaves AWS its hundred beside what is reserved for the
 * watch. Undefined: AWS would refuse it, and only the webhook's throttle bounds them.
 */
export function reservedForWebhook(
  quota: number,
  { webhook }: Shares,
  watch: Reserved | undefined,
): number | undefined {
  const others = watch ? watch.survey + watch.inspect + watch.closeCleanup : 0
  return webhook > 0 && quota - others - webhook >= alwaysUnreserved ? webhook : undefined
}
