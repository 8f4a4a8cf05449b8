import { dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { sign } from '#domain/side.ts'
import type { Pair } from '../evidence.ts'

/** Signals that both deployments traded to a known result, on the same side of the same symbol, since `from`. */
export function pairsOf(
  here: readonly Position[],
  paper: readonly Position[],
  from: number,
): readonly Pair[] {
  const onPaper = new Map(paper.map(position => [position.signalId, position]))
  return here.flatMap(position => {
    const other = onPaper.get(position.signalId)
    const [own, others] = [madeOf(position), other && madeOf(other)]
    if (!own || !others || !other || (position.closedAt ?? 0) < from) return []
    if (other.symbol !== position.symbol || other.side !== position.side) return []
    return {
      signalId: position.signalId,
      entryBehind: own.price.minus(others.price).div(others.price).times(sign(position.side)).toFixed(8),
      resultBehind: others.ofNotional.minus(own.ofNotional).toFixed(8),
    }
  })
}

function madeOf({ entryPrice, entryQuantity, result }: Position) {
  if (entryPrice === undefined || entryQuantity === undefined || !result || result.provisional)
    return undefined
  const price = dec(entryPrice)
  return { price, ofNotional: dec(result.netPnl).div(price.times(entryQuantity)) }
}
