import type { ClosedTrade } from '#domain/protections/closed-trade.ts'
import { now } from '../builders.ts'

const minute = 60_000

/** A long on ETHUSDT that lost 5 % of its margin at its stop, so many minutes ago. */
export const aTrade = (minutesAgo: number, change: Partial<ClosedTrade> = {}): ClosedTrade => ({
  id: `t${minutesAgo}`,
  symbol: 'ETHUSDT',
  side: 'long',
  closedAt: now - minutesAgo * minute,
  profit: '-0.05',
  stopped: true,
  ...change,
})

/** The same without its stop, with this profit. */
export const aProfit = (
  minutesAgo: number,
  profit: string,
  change: Partial<ClosedTrade> = {},
): ClosedTrade => {
  const { stopped: _, ...trade } = aTrade(minutesAgo, { ...change, profit })
  return trade
}

export const minutesFromNow = (minutes: number): number => now + minutes * minute
