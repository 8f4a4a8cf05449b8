import type { Period } from './period.ts'

/** How long positions were open. */
export interface Exposure {
  /** Share of the period in which at least one position was open. */
  readonly share: number
  /** In milliseconds, of all positions together, their mean and their median; absent without positions. */
  readonly positionMs: number
  readonly meanMs?: number
  readonly medianMs?: number
}

/** How long positions were open. The share counts time within the period; the durations count whole positions. */
export function exposureOf({ from, to, trades }: Period): Exposure {
  const lengths = trades.map(({ openedAt, closedAt }) => closedAt - openedAt).sort((a, b) => a - b)
  const positionMs = lengths.reduce((total, ms) => total + ms, 0)
  const share = to > from ? coveredMs(trades, from, to) / (to - from) : 0
  return {
    share: Number(share.toFixed(6)),
    positionMs,
    ...(lengths.length > 0 && {
      meanMs: Math.round(positionMs / lengths.length),
      medianMs: lengths[Math.floor((lengths.length - 1) / 2)] ?? 0,
    }),
  }
}

function coveredMs(trades: Period['trades'], from: number, to: number): number {
  let [covered, until] = [0, from]
  for (const { openedAt, closedAt } of trades.toSorted((a, b) => a.openedAt - b.openedAt)) {
    const end = Math.min(closedAt, to)
    if (end <= until) continue
    covered += end - Math.max(openedAt, until)
    until = end
  }
  return covered
}
