import { type Dec, dec } from '#domain/decimal.ts'
import type { Side } from '#domain/side.ts'
import type { HedgeSide, TradeRecord } from '../records.ts'

/** The part of a trade that belongs to one position, and the quantity held after it. */
export interface Leg {
  readonly trade: TradeRecord
  readonly entry: boolean
  readonly quantity: Dec
  /** Unsigned. */
  readonly held: Dec
  readonly fee: Dec
}

/** One position from zero to zero. */
export interface Life {
  /** Hedge mode only. */
  readonly positionSide: HedgeSide | undefined
  readonly side: Side
  readonly openedAt: number
  /** Undefined while the position is open. */
  readonly closedAt: number | undefined
  /** Whether it began in the very trade that ended the previous position. */
  readonly turned: boolean
  readonly legs: readonly Leg[]
}

/** Whether an order, a trade or an income belongs to that position; only in hedge mode can two positions differ. */
export const isOf = (
  { positionSide }: Pick<Life, 'positionSide'>,
  of: { readonly positionSide?: HedgeSide },
) => of.positionSide === positionSide

/** Every position that the trades of a symbol made, oldest first. A trade that reverses a position belongs to two. */
export const splitIntoLives = (trades: readonly TradeRecord[]): readonly Life[] =>
  ([undefined, 'LONG', 'SHORT'] as const)
    .flatMap(positionSide =>
      livesOfSide(
        positionSide,
        trades.filter(trade => isOf({ positionSide }, trade)),
      ),
    )
    .sort((a, b) => a.openedAt - b.openedAt)

function livesOfSide(positionSide: HedgeSide | undefined, trades: readonly TradeRecord[]): readonly Life[] {
  const lives: { turned: boolean; legs: Leg[] }[] = []
  let held = dec(0)
  for (const trade of trades) {
    const signed = trade.side === 'BUY' ? dec(trade.qty) : dec(trade.qty).negated()
    const after = held.plus(signed)
    const feeOf = (quantity: Dec) => quantity.div(trade.qty).times(trade.commission)
    const opposed = !held.isZero() && held.isPositive() !== signed.isPositive()
    const closing = opposed ? smaller(held.abs(), signed.abs()) : dec(0)
    const opening = signed.abs().minus(closing)
    if (closing.gt(0)) {
      const left = opening.gt(0) ? dec(0) : after.abs()
      lives.at(-1)?.legs.push({ trade, entry: false, quantity: closing, held: left, fee: feeOf(closing) })
    }
    if (opening.gt(0)) {
      if (held.isZero() || closing.gt(0)) lives.push({ turned: closing.gt(0), legs: [] })
      lives
        .at(-1)
        ?.legs.push({ trade, entry: true, quantity: opening, held: after.abs(), fee: feeOf(opening) })
    }
    held = after
  }
  return lives.map(({ turned, legs }) => ({ ...lifeOf(turned, legs), positionSide }))
}

function lifeOf(turned: boolean, legs: readonly Leg[]): Omit<Life, 'positionSide'> {
  const [first] = legs
  const last = legs.at(-1)
  if (first === undefined || last === undefined) throw new Error('Expected a position to begin with a trade.')
  return {
    side: first.trade.side === 'BUY' ? 'long' : 'short',
    openedAt: first.trade.time,
    closedAt: last.held.isZero() ? last.trade.time : undefined,
    turned,
    legs,
  }
}

const smaller = (a: Dec, b: Dec): Dec => (a.lt(b) ? a : b)

/** A stretch of a position's life in which its quantity did not change. */
export interface Held {
  readonly from: number
  readonly to: number
  /** Unsigned, above zero. */
  readonly quantity: Dec
}

export const heldOf = ({ legs }: Life, until: number): readonly Held[] =>
  legs
    .map((leg, index) => ({
      from: leg.trade.time,
      to: legs[index + 1]?.trade.time ?? until,
      quantity: leg.held,
    }))
    .filter(({ from, to, quantity }) => to > from && quantity.gt(0))
