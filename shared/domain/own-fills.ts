import { type Dec, type DecimalString, dec } from './decimal.ts'
import { entrySide, type OrderSide, type Side } from './side.ts'

/** A fill, as history shows it. */
export interface Fill {
  readonly id: string
  readonly side: OrderSide
  readonly quantity: DecimalString
  readonly at: number
}

/** What was open before the first fill that changes it, for a position whose entry is not among them. */
export interface Before {
  readonly quantity: DecimalString
  /** Fills up to then have made that quantity. */
  readonly at: number
}

export interface OwnFills<F> {
  readonly own: readonly F[]
  /** Base asset that they leave open; zero when they are complete. */
  readonly left: Dec
  /** The first fill that is another position's. */
  readonly next?: F
}

/**
 * Of a symbol's fills, oldest first and from a position's first one on, those that are its own: all that were known
 * when it was found flat, whoever made them, and after them those that bring the quantity to zero.
 */
export function ownFills<F extends Fill>(
  side: Side,
  fills: readonly F[],
  { before, known }: { readonly before?: Before; readonly known?: string } = {},
): OwnFills<F> {
  let left = dec(before?.quantity ?? 0)
  let count = 0
  const certain = known === undefined ? 0 : fills.findIndex(({ id }) => id === known) + 1
  for (const fill of fills) {
    if (count >= certain && count > 0 && left.isZero()) break
    if (before === undefined || fill.at > before.at)
      left = left.plus(fill.side === entrySide(side) ? fill.quantity : dec(fill.quantity).negated())
    count += 1
  }
  const next = fills[count]
  return { own: fills.slice(0, count), left, ...(next && { next }) }
}
