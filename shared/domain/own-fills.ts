import { type Dec, type DecimalString, dec, sum } from './decimal.ts'
import { entrySide, type OrderSide, type Side } from './side.ts'

/** A fill, as history shows it. */
export interface Fill {
  readonly id: string
  readonly side: OrderSide
  readonly quantity: DecimalString
  readonly fee: DecimalString
  readonly realizedPnl: DecimalString
  readonly at: number
}

/** The quantity open before the first of these fills, for a position whose entry is not among them. */
export interface Before {
  readonly quantity: DecimalString
  /** Fills up to then are included in that quantity. */
  readonly at: number
}

export interface OwnFills<F> {
  readonly own: readonly F[]
  /** Base asset that the fills leave open; zero when they are complete. */
  readonly left: Dec
  /** The first fill that belongs to another position, wholly or with its last part. */
  readonly next?: F
  /** The fill that sold more than these fills show open: either some are missing, or it turned the position. */
  readonly excess?: F
}

/** What distinguishes a position's own fills from others. */
interface Bounds {
  readonly before?: Before
  /** The last fill known when the position was found flat. */
  readonly known?: string
  /** The order that turned the position: the part traded past zero began another position. */
  readonly turnedBy?: string
}

/**
 * A position's own fills among its symbol's, which begin with its first and come oldest first. Its own are all those
 * known when it was found flat, whichever client made them, and then those that bring the quantity to zero. A fill that
 * crosses zero is split there, with its fee.
 */
export function ownFills<F extends Fill & { readonly orderId: string }>(
  side: Side,
  fills: readonly F[],
  { before, known, turnedBy }: Bounds = {},
): OwnFills<F> {
  let left = dec(before?.quantity ?? 0)
  let excess: F | undefined
  const own: F[] = []
  const certain = known === undefined ? 0 : fills.findIndex(({ id }) => id === known) + 1
  for (const fill of before ? withoutFormer(side, fills, before) : fills) {
    if (own.length >= certain && own.length > 0 && left.isZero()) break
    if (before === undefined || fill.at > before.at) {
      const after = left.plus(fill.side === entrySide(side) ? fill.quantity : dec(fill.quantity).negated())
      if (after.lt(0) && fill.orderId === turnedBy) {
        if (left.gt(0)) own.push(partOf(fill, left))
        return { own, left: dec(0), next: fill }
      }
      if (after.lt(0)) excess ??= fill
      left = after
    }
    own.push(fill)
  }
  const next = fills[own.length]
  return { own, left, ...(next && { next }), ...(excess && { excess }) }
}

const partOf = <F extends Fill>(fill: F, quantity: Dec): F => ({
  ...fill,
  quantity: quantity.toFixed(),
  fee: quantity.div(fill.quantity).times(fill.fee).toFixed(),
})

/** A position that began when an earlier one was turned owns only its own quantity of those fills. */
function withoutFormer<F extends Fill>(
  side: Side,
  fills: readonly F[],
  { quantity, at }: Before,
): readonly F[] {
  const made = fills.filter(fill => fill.at <= at && fill.side === entrySide(side))
  let former = sum(made.map(fill => fill.quantity)).minus(quantity)
  return fills.map(fill => {
    if (former.lte(0) || !made.includes(fill)) return fill
    const of = former.gt(fill.quantity) ? dec(fill.quantity) : former
    former = former.minus(of)
    return { ...partOf(fill, dec(fill.quantity).minus(of)), realizedPnl: '0' }
  })
}
