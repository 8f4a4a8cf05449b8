import { type Dec, dec } from '#domain/decimal.ts'

/** Binance's bodies of exchangeInfo and leverageBracket, as far as the venue reads them. */
export interface VenueRules {
  readonly exchangeInfo: { readonly symbols: readonly ExchangeInfoSymbol[]; readonly [key: string]: unknown }
  readonly brackets: readonly BracketBody[]
  /** Binance's body of fundingInfo: symbols whose funding is not the usual one, every eight hours. */
  readonly fundingInfo?: readonly FundingInfoBody[]
}

export interface FundingInfoBody {
  readonly symbol: string
  readonly adjustedFundingRateCap: string
  readonly adjustedFundingRateFloor: string
  readonly fundingIntervalHours: number
  readonly disclaimer: boolean
}

interface ExchangeInfoSymbol {
  readonly symbol: string
  readonly pricePrecision: number
  readonly quantityPrecision: number
  readonly marginAsset: string
  readonly liquidationFee: string
  readonly marketTakeBound: string
  readonly triggerProtect: string
  readonly filters: readonly FilterBody[]
  readonly [key: string]: unknown
}

type FilterBody = { readonly filterType: string } & Readonly<Record<string, string | number>>

interface BracketBody {
  readonly symbol: string
  readonly brackets: readonly {
    readonly bracket: number
    readonly initialLeverage: number
    readonly notionalCap: number
    readonly notionalFloor: number
    readonly maintMarginRatio: number
    readonly cum: number
  }[]
}

export interface Bracket {
  readonly initialLeverage: number
  readonly notionalFloor: Dec
  readonly notionalCap: Dec
  readonly maintMarginRatio: Dec
  readonly cum: Dec
}

export interface LotSize {
  readonly min: Dec
  readonly max: Dec
  readonly step: Dec
}

/** One symbol's rules, parsed. */
export interface SymbolRules {
  readonly symbol: string
  /** Place in exchangeInfo: keeps the ids of symbols apart. */
  readonly index: number
  readonly marginAsset: string
  readonly pricePrecision: number
  readonly quantityPrecision: number
  readonly tickSize: Dec
  readonly minPrice: Dec
  readonly maxPrice: Dec
  readonly lot: LotSize
  readonly marketLot: LotSize
  readonly minNotional: Dec
  readonly maxOrders: number
  readonly multiplierUp: Dec
  readonly multiplierDown: Dec
  readonly marketTakeBound: Dec
  readonly triggerProtect: Dec
  readonly liquidationFee: Dec
  readonly brackets: readonly Bracket[]
  readonly fundingIntervalMs: number
}

const USUAL_FUNDING_HOURS = 8

/** Throws when a filter or the brackets of a symbol are missing: a venue without them would flatter. */
export function parseRules(rules: VenueRules): ReadonlyMap<string, SymbolRules> {
  const funding = new Map(rules.fundingInfo?.map(body => [body.symbol, body.fundingIntervalHours]))
  const brackets = new Map(rules.brackets.map(body => [body.symbol, body.brackets]))
  return new Map(
    rules.exchangeInfo.symbols.map((body, index) => {
      const levels = brackets.get(body.symbol)
      if (levels === undefined)
        throw new Error(
          `Expected leverage brackets for ${body.symbol}, found none. Add it to leverageBracket or drop it from exchangeInfo.`,
        )
      return [
        body.symbol,
        parseSymbol(body, levels, funding.get(body.symbol) ?? USUAL_FUNDING_HOURS, index),
      ] as const
    }),
  )
}

function parseSymbol(
  body: ExchangeInfoSymbol,
  levels: BracketBody['brackets'],
  fundingIntervalHours: number,
  index: number,
): SymbolRules {
  const filter = (type: string) => {
    const found = body.filters.find(each => each.filterType === type)
    if (found === undefined)
      throw new Error(`Expected filter ${type} of ${body.symbol} in exchangeInfo, found none.`)
    return (key: string) => dec(found[key] ?? Number.NaN)
  }
  const lot = (read: (key: string) => Dec) => ({
    min: read('minQty'),
    max: read('maxQty'),
    step: read('stepSize'),
  })
  const price = filter('PRICE_FILTER')
  const percent = filter('PERCENT_PRICE')
  return {
    symbol: body.symbol,
    index,
    marginAsset: body.marginAsset,
    pricePrecision: body.pricePrecision,
    quantityPrecision: body.quantityPrecision,
    tickSize: price('tickSize'),
    minPrice: price('minPrice'),
    maxPrice: price('maxPrice'),
    lot: lot(filter('LOT_SIZE')),
    marketLot: lot(filter('MARKET_LOT_SIZE')),
    minNotional: filter('MIN_NOTIONAL')('notional'),
    maxOrders: filter('MAX_NUM_ORDERS')('limit').toNumber(),
    multiplierUp: percent('multiplierUp'),
    multiplierDown: percent('multiplierDown'),
    marketTakeBound: dec(body.marketTakeBound),
    triggerProtect: dec(body.triggerProtect),
    liquidationFee: dec(body.liquidationFee),
    brackets: levels.map(level => ({
      initialLeverage: level.initialLeverage,
      notionalFloor: dec(level.notionalFloor),
      notionalCap: dec(level.notionalCap),
      maintMarginRatio: dec(level.maintMarginRatio),
      cum: dec(level.cum),
    })),
    fundingIntervalMs: fundingIntervalHours * 3_600_000,
  }
}
