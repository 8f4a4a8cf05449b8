import { type Tally, tallyOf } from './tally.ts'
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
export type Groups = Readonly<Record<GroupName, Readonly<Record<string, Tally>>>>

/** Each way of telling trades apart, with what the trades of each kind came to: together they are all trades. */
export function groupsOf(trades: readonly ClosedTrade[]): Groups {
  const by = (name: GroupName) => talliesBy(trades, keys[name])
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

const talliesBy = (trades: readonly ClosedTrade[], keyOf: (trade: ClosedTrade) => string) =>
  Object.fromEntries(
    [...Map.groupBy(trades, keyOf)]
      .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
      .map(([key, some]) => [key, tallyOf(some)]),
  )
