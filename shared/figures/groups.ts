import { type MeanIntervals, meanIntervalsOf } from './mean-intervals.ts'
import { type Tally, tallyOf } from './tally.ts'
import { tellsLuck } from './tells-luck.ts'
import type { ClosedTrade } from './trade.ts'

/** The ways to group trades; the hour is that of the opening, UTC. */
const keys = {
  source: ({ source }) => source,
  symbol: ({ symbol }) => symbol,
  side: ({ side }) => side,
  tier: ({ tier }) => String(tier),
  exit: ({ exit }) => exit,
  reason: ({ reason }) => reason,
  hour: ({ openedAt }) => `${new Date(openedAt).toISOString().slice(11, 13)}:00`,
  leverage: ({ leverage }) => String(leverage),
} satisfies Record<string, (trade: ClosedTrade) => string>

export type GroupName = keyof typeof keys
export type Groups = Readonly<Record<GroupName, Readonly<Record<string, Group>>>>

/** The results of one group of trades. */
export interface Group extends Tally {
  /** By the seed of the whole. Only if `tellsLuck`, and absent below ten trades. */
  readonly interval?: MeanIntervals
}

/** Every way of grouping, with the results of each group; the groups of one way add up to all trades. */
export function groupsOf(trades: readonly ClosedTrade[], seed: number): Groups {
  const by = (name: GroupName) =>
    Object.fromEntries(
      [...Map.groupBy(trades, keys[name])]
        .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
        .map(([key, some]) => [key, groupOf(some, tellsLuck(name) ? seed : undefined)]),
    )
  return {
    source: by('source'),
    symbol: by('symbol'),
    side: by('side'),
    tier: by('tier'),
    exit: by('exit'),
    reason: by('reason'),
    hour: by('hour'),
    leverage: by('leverage'),
  }
}

function groupOf(trades: readonly ClosedTrade[], seed: number | undefined): Group {
  const interval = seed === undefined ? undefined : meanIntervalsOf(trades, seed)
  return { ...tallyOf(trades), ...(interval && { interval }) }
}
