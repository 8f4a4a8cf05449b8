import { type Dec, dec } from '#domain/decimal.ts'

/** Binance's bodies of exchangeInfo and leverageBracket, as far as the venue reads them. */
export interface VenueRules {
  readonly exchangeInfo: { readonly symbols: readonly ExchangeInfoSymbol[]; readonly [key: string]: unknown }
  readonly brackets: readonly BracketBody[]
  /** Binance's body of fundingInfo: symbols whose funding differs from the usual one, every eight hours. */
  readonly fundingInfo?: readonly FundingInfoBody[]
}

export interface FundingInfoBody {
  readonly symbol: string
  readonly adjustedFundingRateCap: string
  readonly adjustedFundingRateFloor: string
  readonly fundingIntervalHours: number
  readonly disclaimer: boolean
}

export interface ExchangeInfoSymbol {
  readonly symbol: string
  /** `TRADING`, or why the symbol is not traded. */
  readonly status: string
  readonly contractType: string
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly pricePrecision: number
  readonly quantityPrecision: number
  readonly marginAsset: string
  readonly underlyingType: string
  /** Ms; far in the future for a contract that does not end. */
  readonly deliveryDate: number
  readonly onboardDate: number
  readonly liquidationFee: string
  readonly marketTakeBound: string
  readonly triggerProtect: string
  readonly filters: readonly FilterBody[]
  readonly [key: string]: unknown
}

type FilterBody = { readonly filterType: string } & Readonly<Record<string, string | number>>

export interface BracketBody {
  readonly symbol: string
  readonly notionalCoef?: number
  readonly brackets: readonly {
    readonly bracket: number
    readonly initialLeverage: number
    /** Text where a number would be rounded: Binance's 2^63-1. */
    readonly notionalCap: number | string
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
  /** Keeps the ids of symbols apart, independent of which other symbols are listed. */
  readonly index: number
  readonly marginAsset: string
  /** Whether it accepts orders that open or enlarge a position. */
  readonly isTrading: boolean
  /**
   * When its contract ends; far in the future if it does not. The contract is over only once `isTrading` is false
   * too.
   */
  readonly endsAt: number
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

/** Binance's bodies for one symbol. */
export interface SymbolBodies {
  readonly info: ExchangeInfoSymbol
  readonly brackets: BracketBody
  /** Undefined if it has the usual funding, every eight hours. */
  readonly funding: FundingInfoBody | undefined
}

const USUAL_FUNDING_HOURS = 8

/** Throws if a filter or the brackets of a symbol are missing: a venue without them would flatter. */
export function parseRules(rules: VenueRules): ReadonlyMap<string, SymbolRules> {
  const funding = new Map(rules.fundingInfo?.map(body => [body.symbol, body]))
  const brackets = new Map(rules.brackets.map(body => [body.symbol, body]))
  return new Map(
    rules.exchangeInfo.symbols.map(info => {
      const { symbol } = info
      const levels = brackets.get(symbol)
      if (levels === undefined)
        throw new Error(
          `Expected leverage brackets for ${symbol}, found none. Add it to leverageBracket or drop it from exchangeInfo.`,
        )
      return [symbol, parseSymbol({ info, brackets: levels, funding: funding.get(symbol) })] as const
    }),
  )
}

/** Throws if one of its filters is missing. */
export function parseSymbol({ info, brackets, funding }: SymbolBodies): SymbolRules {
  const filter = (type: string) => {
    const found = info.filters.find(each => each.filterType === type)
    if (found === undefined)
      throw new Error(`Expected filter ${type} of ${info.symbol} in exchangeInfo, found none.`)
    return (key: string) => dec(found[key] ?? Number.NaN)
  }
  const lot = (read: (key: string) => Dec) => ({
    min: read('minQty'),
    max: read('maxQty'),
    step: read('stepSize'),
  })
  const price = filter('PRICE_FILTER')
  const percent = filter('PERCENT_PRICE')
  const fundingIntervalHours = funding?.fundingIntervalHours ?? USUAL_FUNDING_HOURS
  return {
    symbol: info.symbol,
    index: placeOf(info.symbol),
    marginAsset: info.marginAsset,
    isTrading: info.status === 'TRADING',
    endsAt: info.deliveryDate,
    pricePrecision: info.pricePrecision,
    quantityPrecision: info.quantityPrecision,
    tickSize: price('tickSize'),
    minPrice: price('minPrice'),
    maxPrice: price('maxPrice'),
    lot: lot(filter('LOT_SIZE')),
    marketLot: lot(filter('MARKET_LOT_SIZE')),
    minNotional: filter('MIN_NOTIONAL')('notional'),
    maxOrders: filter('MAX_NUM_ORDERS')('limit').toNumber(),
    multiplierUp: percent('multiplierUp'),
    multiplierDown: percent('multiplierDown'),
    marketTakeBound: dec(info.marketTakeBound),
    triggerProtect: dec(info.triggerProtect),
    liquidationFee: dec(info.liquidationFee),
    brackets: brackets.brackets.map(level => ({
      initialLeverage: level.initialLeverage,
      notionalFloor: dec(level.notionalFloor),
      notionalCap: dec(level.notionalCap),
      maintMarginRatio: dec(level.maintMarginRatio),
      cum: dec(level.cum),
    })),
    fundingIntervalMs: fundingIntervalHours * 3_600_000,
  }
}

/** The venue's first symbols, from when a symbol's place in exchangeInfo kept its ids apart. */
const FIRST = 'BTCUSDT ETHUSDT SOLUSDT XRPUSDT DOGEUSDT AVAXUSDT APEUSDT 1000PEPEUSDT LAYERUSDT'.split(' ')
/** The number of places for which ids of algo orders stay below 2^53, rounded. */
const PLACES = 7_000_000
const FIRST_PLACE = 1_000

/** Derived from the name alone (FNV-1a), because the list of symbols changes. */
function placeOf(symbol: string): number {
  const first = FIRST.indexOf(symbol)
  if (first >= 0) return first
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(symbol)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return FIRST_PLACE + (hash % PLACES)
}
