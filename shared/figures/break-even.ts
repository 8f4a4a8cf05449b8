import { type Dec, dec, sum } from '#domain/decimal.ts'

/**
 * The share of winners at which trades come out at zero, as large as they are on average.
 *
 * With a mean win W, a mean loss L (above 0) and a share p of winners, a trade makes p × W − (1 − p) × L on average. That
 * is 0 at p = L / (W + L). Where more than that won, trades made money; where fewer did, they lost.
 *
 * Results are shares of the margin, so that a large position counts as one trade. A win is above 0, everything else a
 * loss. Undefined without a win or without a loss: what the other side would have been like is not known then.
 */
export function breakEvenWinRate(results: readonly Dec[]): Dec | undefined {
  const wins = results.filter(result => result.gt(0))
  const losses = results.filter(result => result.lte(0))
  if (wins.length === 0 || losses.length === 0) return undefined
  const meanWin = sum(wins).div(wins.length)
  const meanLoss = sum(losses).div(losses.length).neg()
  return meanLoss.div(dec(meanWin).plus(meanLoss))
}
