import * as z from 'zod'
import { type DecimalString, dec, sum } from '#domain/decimal.ts'
import { type LadderName, ladders } from '#domain/ladders.ts'
import type { TakeProfit } from '#domain/overrides.ts'

/** A number as its digits: JavaScript writes a JSON number below a millionth as 5e-7. */
const digitsOf = (value: number | string): string =>
  typeof value === 'number' ? dec(value).toFixed() : value

/** A decimal as text or as a JSON number, kept as text. */
const decimalWithin = (whole: number, fits: (value: DecimalString) => boolean) =>
  z
    .union([z.number(), z.string()])
    .refine(
      value => new RegExp(`^\\d{1,${whole}}(\\.\\d{1,20})?$`).test(digitsOf(value)) && fits(digitsOf(value)),
    )
    .transform(value => dec(value).toFixed())

/** A share between two bounds, both included. */
export const decimalShare = (min: string, max: string) =>
  decimalWithin(2, value => dec(value).gte(min) && dec(value).lte(max)).meta({
    description: `a decimal number from ${min} to ${max}`,
  })

const amount = decimalWithin(12, value => dec(value).gt(0))
const partial = decimalShare('0.01', '1')

/** Each becomes an order of its own; even the parts of the smallest position must be valid orders. */
const mostTakeProfits = 6

const names = ['default', ...(Object.keys(ladders) as LadderName[])] as const

/** What a signal may ask for its own position, beside shares of the margin. */
export const overrideFields = {
  stopPrice: amount.optional().meta({ description: 'a price above 0: where the first stop stands' }),
  takeProfits: z
    .array(z.union([amount, z.strictObject({ price: amount, share: partial.optional() })]))
    .min(1)
    .max(mostTakeProfits)
    .optional()
    .meta({
      description: `1 to ${mostTakeProfits} prices, nearest first, like [62000, 63000] or [{"price":62000,"share":0.5}]; shares are of the position, for all or for none, and sum to at most 1`,
    }),
  trailPct: decimalShare('0.001', '0.5').optional(),
  size: z
    .union([
      z.strictObject({ balanceShare: decimalShare('0.001', '1') }),
      z.strictObject({ margin: amount }),
      z.strictObject({ notional: amount }),
      z.strictObject({ quantity: amount }),
    ])
    .optional()
    .meta({
      description:
        'one of {"balanceShare":0.1}, {"margin":100}, {"notional":3000} or {"quantity":0.05}, each above 0; the settings cap it',
    }),
  ladder: z
    .enum(names)
    .optional()
    .meta({ description: names.join(', ') }),
}

/** How far the market's mood favours a rising price. */
export const sentiment = z
  .union([z.number(), z.string()])
  .refine(value => /^-?[01](\.\d{1,20})?$/.test(digitsOf(value)) && dec(value).abs().lte(1))
  .transform(value => dec(value).toFixed())
  .optional()
  .meta({ description: 'a decimal number from -1 to 1' })

/** Take-profits as a message holds them. */
type Said = NonNullable<z.output<typeof overrideFields.takeProfits>>

const priceOf = (said: Said[number]): DecimalString => (typeof said === 'string' ? said : said.price)
const shareOf = (said: Said[number]): DecimalString | undefined =>
  typeof said === 'string' ? undefined : said.share

/** Take-profits with their shares: equal parts if none is given. The last takes the rest if nothing is to remain. */
export function takeProfitsOf(said: Said): readonly TakeProfit[] {
  const equal = dec(1).div(said.length).toDecimalPlaces(6).toFixed()
  const isWhole = said.every(each => shareOf(each) === undefined) || total(said).eq(1)
  return said.map((each, index) => {
    const isRest = isWhole && index === said.length - 1
    return { price: priceOf(each), share: isRest ? 'rest' : (shareOf(each) ?? equal) }
  })
}

const total = (said: Said) => sum(said.map(each => shareOf(each) ?? 0))

/** Contradictions between what a signal asks for, by field. */
export function contradictions(
  action: string,
  asked: {
    readonly stopPrice?: unknown
    readonly stopLossPct?: unknown
    readonly takeProfits?: Said | undefined
    readonly takeProfitPct?: unknown
  },
): readonly (readonly [field: 'stopPrice' | 'takeProfits', expected: string])[] {
  const { stopPrice, stopLossPct, takeProfits, takeProfitPct } = asked
  const found: (readonly ['stopPrice' | 'takeProfits', string])[] = []
  if (stopPrice !== undefined && stopLossPct !== undefined)
    found.push(['stopPrice', 'a stop as a price or as stopLossPct, not both'])
  if (!takeProfits) return found
  if (takeProfitPct !== undefined)
    found.push(['takeProfits', 'take-profits as prices or takeProfitPct, not both'])
  const prices = takeProfits.map(priceOf)
  const away = action === 'SELL' ? -1 : 1
  const inTurn = prices.every((price, index) => {
    const before = prices[index - 1]
    return before === undefined || dec(price).minus(before).times(away).gt(0)
  })
  if (!inTurn)
    found.push([
      'takeProfits',
      `prices that ${away > 0 ? 'rise' : 'fall'} from one to the next, for a ${action}`,
    ])
  const shares = takeProfits.filter(each => shareOf(each) !== undefined).length
  if (shares > 0 && shares < takeProfits.length) found.push(['takeProfits', 'a share for all or for none'])
  if (total(takeProfits).gt(1)) found.push(['takeProfits', 'shares that sum to at most 1'])
  return found
}
