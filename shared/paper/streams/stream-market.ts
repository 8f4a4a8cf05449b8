import type { PriceHistory } from '../feed/price-history.ts'
import type { PriceFeed } from '../ports.ts'
import type { SymbolRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'

/** The sources of market streams: the same feed and settings as for the bodies of REST. */
export interface StreamMarket {
  readonly feed: PriceFeed
  readonly history: PriceHistory
  readonly settings: PaperSettings
  readonly rules: ReadonlyMap<string, SymbolRules>
}

/** One message of a market stream, and when it is told; ms. */
export interface MarketEvent {
  readonly time: number
  readonly data: unknown
}

/** After `from`, up to and including `to`; ms. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** The multiples of `everyMs` in the stretch. */
export const beatsIn = ({ from, to }: Stretch, everyMs: number): readonly number[] => {
  const first = Math.floor(from / everyMs) + 1
  const last = Math.floor(to / everyMs)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * everyMs)
}

/** The beat at which an event of this time is told. */
export const beatAfter = (time: number, everyMs: number): number => Math.ceil(time / everyMs) * everyMs

/** The time that the stretch's beats cover: from the beat before the first one to the last one. */
export const toldIn = ({ from, to }: Stretch, everyMs: number): Stretch => ({
  from: Math.floor(from / everyMs) * everyMs,
  to: Math.floor(to / everyMs) * everyMs,
})

/** One of the two kinds of contracts on Binance's streams: USDⓈ-margined. */
export const USD_MARGINED = 1
