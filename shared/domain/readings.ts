import { Dec, type DecimalString, dec, sum } from './decimal.ts'
import type { Fill } from './own-fills.ts'
import type { Position } from './position.ts'
import { entrySide, type Side, sign } from './side.ts'
import type { ReadingInvariant, Violation } from './violation.ts'

/**
 * What must hold of what history shows of a position before it counts: else break-even would lie where nothing breaks
 * even, and a day would count what never was. What cannot be is not known; neither closing nor cleaning up waits for it.
 */
type Broken = readonly Violation<ReadingInvariant>[]

/** No payment of funding is as much as the position was ever worth. Amounts in quote asset. */
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

/** A fill is of something, at a price. */
export const impossibleFills = (fills: readonly Priced[]): Broken =>
  fills
    .filter(({ quantity, price }) => !dec(quantity).gt(0) || !dec(price).gt(0))
    .map(({ id, quantity, price }) => ({
      invariant: 'fill-impossible',
      expected: 'a quantity and a price above 0',
      found: `${quantity} at ${price} in trade ${id}`,
    }))

/** The average entry price that the exchange realises against has few digits: so much of what was traded may differ. */
const roundedOff = dec('0.005')

/**
 * What whole fills realised is what they sold for less what they were bought for; for a short the other way round.
 * Whatever was enlarged or reduced in between, that holds once nothing is left open.
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
