import { leastTrades, type MeanIntervals, meanIntervalsOf } from './mean-intervals.ts'
import { type Tally, tallyOf } from './tally.ts'
import { tellsLuck } from './tells-luck.ts'
import type { ClosedTrade } from './trade.ts'

/** By what trades are told apart; the hour is that of the opening, UTC. */
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

/** What the trades of one kind came to. */
export interface Group extends Tally {
  /** By the seed of the whole; only where `tellsLuck`, and absent below ten trades, which tell nothing. */
  readonly interval?: MeanIntervals
}

/** Each way of telling trades apart, with what the trades of each kind came to: together they are all trades. */
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
  const interval =
    seed === undefined || trades.length < leastTrades ? undefined : meanIntervalsOf(trades, seed)
  return { ...tallyOf(trades), ...(interval && { interval }) }
}
