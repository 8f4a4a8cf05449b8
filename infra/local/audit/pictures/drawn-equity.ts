import type { EquityPoint } from '#figures/period.ts'
import type { ClosedTrade } from '#figures/trade.ts'
import { intervalFor } from '../../../pictures/candles.ts'
import type { PicturedEquity } from '../../../pictures/pictured.ts'

const minute = 60_000
/** As many points as a wide screen shows. */
const mostPoints = 1_500

/**
 * A curve for drawing: even steps of time, each with its deepest fall, so that thinning hides none. Numbers, because
 * pixels are made of them.
 */
export function drawnEquity(of: {
  readonly curve: readonly EquityPoint[]
  readonly trades: readonly ClosedTrade[]
  readonly balance: string
  readonly from: number
  readonly to: number
}): PicturedEquity {
  const { curve, trades, from } = of
  const to = Math.max(of.to, curve.at(-1)?.at ?? from)
  const stepMs = intervalFor(to - from, minute, mostPoints)
  const closes = trades.toSorted((a, b) => a.closedAt - b.closedAt)
  const [equity, balance, fall]: [number[], number[], number[]] = [[], [], []]
  let [worth, byTrades, high, nextPoint, nextClose] = [Number(of.balance), Number(of.balance), 0, 0, 0]
  high = worth
  for (let at = from; at < to + stepMs; at += stepMs) {
    let deepest = below(worth, high)
    for (let point = curve[nextPoint]; point && point.at <= at; point = curve[++nextPoint]) {
      worth = Number(point.equity)
      high = Math.max(high, worth)
      deepest = Math.max(deepest, below(worth, high))
    }
    for (let trade = closes[nextClose]; trade && trade.closedAt <= at; trade = closes[++nextClose])
      byTrades += Number(trade.net)
    equity.push(rounded(worth, 2))
    balance.push(rounded(byTrades, 2))
    fall.push(rounded(deepest, 6))
  }
  return { from, stepMs, equity, balance, fall }
}

const below = (worth: number, high: number) => (high > 0 ? (high - worth) / high : 0)
const rounded = (value: number, digits: number) => Number(value.toFixed(digits))
