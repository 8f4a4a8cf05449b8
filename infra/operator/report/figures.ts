import { type Dec, dec, sum } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { sign } from '#domain/side.ts'
import { exitOf } from '../../terminal/exit.ts'

/** One closed position as the report counts it; money in the margin asset. */
export interface Trade {
  readonly id: string
  readonly symbol: string
  readonly side: string
  readonly source: string
  readonly tier: number
  /** As the table has it; `exit` tells a first stop from a trailing one. */
  readonly reason: string
  readonly exit: string
  readonly leverage: number
  readonly openedAt: number
  readonly closedAt: number
  readonly entryPrice: string
  readonly exitPrice: string
  readonly quantity: string
  readonly gross: string
  readonly fees: string
  readonly funding: string
  readonly net: string
  /** Entry price against the touch when its signal was decided on, as a share of it; above 0 is worse. */
  readonly slippage: string
}

/** The closed positions among these whose results are known, in the order of their closes. */
export const tradesOf = (positions: readonly Position[]): readonly Trade[] =>
  positions.flatMap(position => tradeOf(position) ?? []).sort((a, b) => a.closedAt - b.closedAt)

function tradeOf(position: Position): Trade | undefined {
  const { id, symbol, side, source, tier, leverage, result, closedAt, entry } = position
  if (!result || result.provisional || closedAt === undefined) return undefined
  const touch = dec(entry.touchPrice)
  const price = dec(position.entryPrice ?? entry.touchPrice)
  return {
    ...{ id, symbol, side, source, tier, leverage, closedAt },
    reason: result.reason,
    exit: exitOf(result.reason, tier),
    openedAt: position.openedAt ?? position.createdAt,
    entryPrice: price.toFixed(),
    exitPrice: result.exitPrice,
    quantity: position.entryQuantity ?? entry.quantity,
    gross: result.grossPnl,
    fees: result.fees,
    funding: result.funding,
    net: result.netPnl,
    slippage: price.minus(touch).times(sign(side)).div(touch).toFixed(8),
  }
}

export interface Figures {
  readonly trades: number
  readonly wins: number
  /** Share of the trades; absent without any. */
  readonly winRate?: string
  /** Mean net result of a trade. */
  readonly expectancy?: string
  /** What was won over what was lost; absent where nothing was lost. */
  readonly profitFactor?: string
  /** Deepest fall of the running net result below its highest point so far, from 0 on. */
  readonly maxDrawdown: string
  readonly gross: string
  readonly fees: string
  readonly funding: string
  readonly net: string
  /** Mean, as a share of the price. */
  readonly slippage?: string
}

/** Figures of trades, in the order of their closes. */
export function figuresOf(trades: readonly Trade[]): Figures {
  const nets = trades.map(trade => dec(trade.net))
  const won = sum(nets.filter(net => net.gt(0)))
  const lost = sum(nets.filter(net => net.lt(0))).neg()
  const wins = nets.filter(net => net.gt(0)).length
  const total = (field: 'gross' | 'fees' | 'funding' | 'net') =>
    sum(trades.map(trade => trade[field])).toFixed()
  const count = trades.length
  return {
    trades: count,
    wins,
    ...(count > 0 && {
      winRate: dec(wins).div(count).toFixed(4),
      expectancy: sum(nets).div(count).toFixed(8),
      slippage: sum(trades.map(trade => trade.slippage))
        .div(count)
        .toFixed(8),
    }),
    ...(lost.gt(0) && { profitFactor: won.div(lost).toFixed(4) }),
    maxDrawdown: maxDrawdown(nets).toFixed(),
    gross: total('gross'),
    fees: total('fees'),
    funding: total('funding'),
    net: total('net'),
  }
}

function maxDrawdown(nets: readonly Dec[]): Dec {
  let [running, highest, deepest] = [dec(0), dec(0), dec(0)]
  for (const net of nets) {
    running = running.plus(net)
    if (running.gt(highest)) highest = running
    const below = highest.minus(running)
    if (below.gt(deepest)) deepest = below
  }
  return deepest
}
