import { Dec, type DecimalString, dec, sum } from './decimal.ts'
import type { Fill } from './own-fills.ts'
import type { Position } from './position.ts'
import { entrySide, type Side, sign } from './side.ts'
import type { ReadingInvariant, Violation } from './violation.ts'

/**
 * What must hold of a position's history before it counts. A wrong history would misplace break-even, and put into a
 * day's net what never happened. An impossible result counts as not known; neither closing nor cleaning up waits for
 * it.
 */
type Broken = readonly Violation<ReadingInvariant>[]

/** No funding payment is as large as the position's largest notional. Amounts in quote asset. */
export function impossibleFunding(
  { entryPrice, entry, entryQuantity = '0', openQuantity = '0' }: Position,
  payments: readonly DecimalString[],
  traded: Dec = dec(0),
): Broken {
  const price = dec(entryPrice ?? entry.touchPrice)
  const worth = Dec.max(entry.quantity, entryQuantity, openQuantity, traded).times(price)
  return payments
    .filter(amount => dec(amount).abs().gte(worth))
    .map(found => ({
      invariant: 'funding-impossible',
      expected: `less than the ${worth.toFixed()} that the position is worth`,
      found,
    }))
}

type Priced = Pick<Fill, 'id' | 'side' | 'quantity' | 'realizedPnl'> & { readonly price: DecimalString }

/** A fill has a quantity and a price. */
export const impossibleFills = (fills: readonly Priced[]): Broken =>
  fills
    .filter(({ quantity, price }) => !dec(quantity).gt(0) || !dec(price).gt(0))
    .map(({ id, quantity, price }) => ({
      invariant: 'fill-impossible',
      expected: 'a quantity and a price above 0',
      found: `${quantity} at ${price} in trade ${id}`,
    }))

/**
 * The exchange rounds the average entry price that it realises against: realised profit may differ by this share of the
 * traded amount.
 */
const roundedOff = dec('0.005')

/**
 * Whole fills realise their sales less their purchases; for a short the reverse. Whatever was added or sold in between,
 * that holds once nothing is left open.
 */
export function impossibleResult(side: Side, fills: readonly Priced[]): Broken {
  const notional = ({ price, quantity }: Priced) => dec(price).times(quantity)
  const paid = sum(fills.filter(fill => fill.side === entrySide(side)).map(notional))
  const got = sum(fills.filter(fill => fill.side !== entrySide(side)).map(notional))
  const made = got.minus(paid).times(sign(side))
  const realized = sum(fills.map(fill => fill.realizedPnl))
  if (realized.minus(made).abs().lte(got.plus(paid).times(roundedOff))) return []
  return [
    {
      invariant: 'result-impossible',
      expected: `about ${made.toFixed(8)}, which its fills make`,
      found: realized.toFixed(8),
    },
  ]
}
