import { type Dec, dec } from '#domain/decimal.ts'

/** A take-profit that a signal gives as a price. */
export interface ToldProfit {
  readonly price: Dec
  /** Share of the position; undefined: the rest. */
  readonly share: Dec | undefined
}

/**
 * A signal's requests for its own position that are not shares of the margin, as docs/signals.md's table of fields
 * defines them.
 */
export interface AskedFor {
  readonly stopPrice: Dec | undefined
  readonly takeProfits: readonly ToldProfit[] | undefined
  /** How far behind the mark the stop follows after the last take-profit, as a share of the margin. */
  readonly trail: Dec | undefined
  /** Largest size in base asset, given free balance, leverage and touch; undefined: the settings decide. */
  readonly size: ((free: Dec, leverage: number, touch: Dec) => Dec) | undefined
}

export const nothingAskedFor: AskedFor = {
  stopPrice: undefined,
  takeProfits: undefined,
  trail: undefined,
  size: undefined,
}

type Body = Readonly<Record<string, unknown>>

export function askedForBy({ stopPrice, takeProfits, trailPct, size }: Body): AskedFor {
  return {
    stopPrice: numberIn(stopPrice),
    takeProfits: Array.isArray(takeProfits) ? profitsIn(takeProfits) : undefined,
    trail: numberIn(trailPct),
    size: typeof size === 'object' && size !== null ? sizeIn(size as Body) : undefined,
  }
}

const numberIn = (said: unknown): Dec | undefined => (said === undefined ? undefined : dec(String(said)))

/**
 * Without shares each take-profit sells an equal part, to six places, and the last the rest; the same if the shares
 * add up to all.
 */
function profitsIn(said: readonly unknown[]): readonly ToldProfit[] {
  const read = said.map(each => {
    const { price, share } = (typeof each === 'object' ? each : { price: each }) as Body
    return { price: dec(String(price)), share: numberIn(share) }
  })
  const total = read.reduce((sum, { share }) => sum.plus(share ?? 0), dec(0))
  const sellsAll = total.isZero() || total.eq(1)
  const equal = dec(1).div(read.length).toDecimalPlaces(6)
  return read.map(({ price, share }, index) => ({
    price,
    share: sellsAll && index === read.length - 1 ? undefined : (share ?? equal),
  }))
}

function sizeIn({ balanceShare, margin, notional, quantity }: Body): AskedFor['size'] {
  if (quantity !== undefined) return () => dec(String(quantity))
  if (notional !== undefined) return (_, __, touch) => dec(String(notional)).div(touch)
  if (margin !== undefined) return (_, leverage, touch) => dec(String(margin)).times(leverage).div(touch)
  return (free, leverage, touch) => free.times(String(balanceShare)).times(leverage).div(touch)
}
