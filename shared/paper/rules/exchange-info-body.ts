import * as z from 'zod'
import type { BracketBody, ExchangeInfoSymbol, FundingInfoBody } from '../rules.ts'

/** Binance's bodies of exchangeInfo and fundingInfo as they arrive, parsed row by row. */

const amount = z.string().regex(/^\d+(\.\d+)?$/)
const word = z.string().min(1).regex(/^\S+$/)
const filters: Readonly<Record<string, readonly string[]>> = {
  PRICE_FILTER: ['tickSize', 'minPrice', 'maxPrice'],
  LOT_SIZE: ['stepSize', 'minQty', 'maxQty'],
  MARKET_LOT_SIZE: ['stepSize', 'minQty', 'maxQty'],
  MAX_NUM_ORDERS: ['limit'],
  MIN_NOTIONAL: ['notional'],
  PERCENT_PRICE: ['multiplierUp', 'multiplierDown'],
}
/** The grid of prices and quantities: nothing is a multiple of 0. */
const GRIDS: readonly string[] = ['tickSize', 'stepSize']
const filter = z.looseObject({ filterType: z.string() })

/** A symbol's row with every filter that the venue checks orders against. */
const exchangeInfoRow = z.looseObject({
  symbol: word,
  status: word,
  contractType: word,
  ...{ baseAsset: word, quoteAsset: word, marginAsset: word, underlyingType: word },
  ...{ pricePrecision: z.int().min(0).max(20), quantityPrecision: z.int().min(0).max(20) },
  ...{ onboardDate: z.number(), deliveryDate: z.number() },
  ...{ liquidationFee: amount, marketTakeBound: amount, triggerProtect: amount },
  filters: z.array(filter).superRefine((given, context) => {
    for (const [type, keys] of Object.entries(filters)) {
      const own = given.find(each => each.filterType === type)
      for (const key of keys) {
        const [value, isGrid] = [String(own?.[key]), GRIDS.includes(key)]
        if (!/^\d+(\.\d+)?$/.test(value) || (isGrid && Number(value) === 0))
          context.addIssue({
            code: 'custom',
            message: `${key} of ${type}: expected a number${isGrid ? ' above 0' : ''}, got ${value}`,
          })
      }
    }
  }),
})

const fundingInfoRow = z.object({
  symbol: word,
  fundingIntervalHours: z.number().positive(),
  adjustedFundingRateCap: z.string(),
  adjustedFundingRateFloor: z.string(),
  disclaimer: z.boolean().default(false),
})

export interface ReadRows<T> {
  readonly rows: readonly T[]
  readonly unread: readonly UnreadRow[]
}

export interface UnreadRow {
  /** Undefined if the row does not even name its symbol. */
  readonly symbol: string | undefined
  readonly problem: string
}

function readRows<T>(rows: readonly unknown[], shape: z.ZodType<unknown>): ReadRows<T> {
  const read = rows.map(row => ({ row, result: shape.safeParse(row) }))
  return {
    rows: read.flatMap(({ result }) => (result.success ? [result.data as T] : [])),
    unread: read.flatMap(({ row, result }) => {
      if (result.success) return []
      const symbol = nameOf(row)
      const problem = z.prettifyError(result.error).replaceAll('\n', '; ')
      return [{ symbol, problem: `${symbol ?? 'a row without a symbol'}: ${problem}` }]
    }),
  }
}

function nameOf(row: unknown): string | undefined {
  const read = z.looseObject({ symbol: z.string() }).safeParse(row)
  return read.success ? read.data.symbol : undefined
}

export const exchangeInfoBody = z.looseObject({ symbols: z.array(z.unknown()) })

/** Perpetuals, including TradFi ones; the venue has no delivery contracts. */
export function readExchangeInfo(rows: readonly unknown[]): ReadRows<ExchangeInfoSymbol> {
  const read = readRows<ExchangeInfoSymbol>(rows, exchangeInfoRow)
  return { ...read, rows: read.rows.filter(({ contractType }) => contractType.endsWith('PERPETUAL')) }
}

export const readFundingInfo = (rows: readonly unknown[]): ReadRows<FundingInfoBody> =>
  readRows(rows, fundingInfoRow)

const bracket = z.object({
  bracket: z.number(),
  initialLeverage: z.number().min(1),
  notionalFloor: z.number().min(0),
  notionalCap: z.number().positive(),
  maintMarginRatio: z.number().positive().max(1),
  cum: z.number(),
})
const leverageBracketRow = z.object({
  symbol: word,
  notionalCoef: z.number().optional(),
  brackets: z
    .array(bracket)
    .min(1)
    .superRefine((levels, context) => {
      levels.forEach(({ notionalFloor }, index) => {
        const due = levels[index - 1]?.notionalCap ?? 0
        if (notionalFloor !== due)
          context.addIssue({
            code: 'custom',
            message: `expected a bracket that begins at ${due}, got ${notionalFloor}`,
          })
      })
    }),
})

export const readLeverageBrackets = (rows: readonly unknown[]): ReadRows<BracketBody> =>
  readRows(rows, leverageBracketRow)
