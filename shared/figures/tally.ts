import { type Dec, type DecimalString, dec, sum } from '#domain/decimal.ts'
import { breakEvenWinRate } from './break-even.ts'
import { greatestFall } from './falls.ts'
import type { ClosedTrade } from './trade.ts'

/** The results of trades, all of them or a group. Shares: 0.02 is 2 %. */
export interface Tally {
  readonly trades: number
  /** Trades with a net result above 0. */
  readonly wins: number
  /** Share of the trades; absent without trades, like all means. */
  readonly winRate?: DecimalString
  /** Share of winners at which these mean wins and losses break even; absent without a loss or without a win. */
  readonly breakEvenWinRate?: DecimalString
  /** Mean net result of a trade. */
  readonly expectancy?: DecimalString
  /** Sum of wins over sum of losses; absent without losses. */
  readonly profitFactor?: DecimalString
  /** Deepest fall of the running net result below its highest point so far, from 0 on, in order of the closes. */
  readonly maxDrawdown: DecimalString
  readonly gross: DecimalString
  readonly fees: DecimalString
  readonly funding: DecimalString
  readonly net: DecimalString
  /** Mean, as a share of the price. */
  readonly slippage?: DecimalString
  readonly slippageCost: DecimalString
  /** Means per trade, as shares of its margin. */
  readonly ofMargin?: Readonly<Record<'net' | 'fees' | 'funding' | 'slippage', DecimalString>>
}

/** Tallies trades, in whatever order they come. */
export function tallyOf(trades: readonly ClosedTrade[]): Tally {
  const nets = trades
    .toSorted((a, b) => a.closedAt - b.closedAt || dec(a.net).cmp(b.net))
    .map(({ net }) => dec(net))
  const won = sum(nets.filter(net => net.gt(0)))
  const lost = sum(nets.filter(net => net.lt(0))).neg()
  const wins = nets.filter(net => net.gt(0)).length
  const total = (field: 'gross' | 'fees' | 'funding' | 'net' | 'slippageCost') =>
    sum(trades.map(trade => trade[field])).toFixed()
  const count = trades.length
  return {
    trades: count,
    wins,
    ...(count > 0 && {
      winRate: dec(wins).div(count).toFixed(4),
      expectancy: sum(nets).div(count).toFixed(8),
      slippage: mean(trades.map(trade => dec(trade.slippage))).toFixed(8),
      ofMargin: sharesOfMargin(trades),
    }),
    ...needed(trades),
    ...(lost.gt(0) && { profitFactor: won.div(lost).toFixed(4) }),
    maxDrawdown: greatestFall(runningOf(nets)).toFixed(),
    gross: total('gross'),
    fees: total('fees'),
    funding: total('funding'),
    net: total('net'),
    slippageCost: total('slippageCost'),
  }
}

/** A trade's net result as a share of its margin. */
export const netOfMargin = ({ net, margin }: ClosedTrade): Dec => dec(net).div(margin)

function sharesOfMargin(trades: readonly ClosedTrade[]): NonNullable<Tally['ofMargin']> {
  const share = (field: 'net' | 'fees' | 'funding' | 'slippageCost') =>
    mean(trades.map(trade => dec(trade[field]).div(trade.margin))).toFixed(8)
  return {
    net: share('net'),
    fees: share('fees'),
    funding: share('funding'),
    slippage: share('slippageCost'),
  }
}

function needed(trades: readonly ClosedTrade[]): Pick<Tally, 'breakEvenWinRate'> {
  const rate = breakEvenWinRate(trades.map(netOfMargin))
  return rate ? { breakEvenWinRate: rate.toFixed(4) } : {}
}

/** The running sum from 0 on; each result lies one moment after the one before. */
function runningOf(nets: readonly Dec[]) {
  let running = dec(0)
  return [running, ...nets].map((net, at) => {
    running = running.plus(net)
    return { at, equity: running }
  })
}

const mean = (values: readonly Dec[]): Dec => sum(values).div(values.length)
