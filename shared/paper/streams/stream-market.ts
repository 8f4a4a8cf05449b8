import type { PriceHistory } from '../feed/price-history.ts'
import type { PriceFeed } from '../ports.ts'
import type { SymbolRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'

/** What market streams are told from: the feed and the settings that the bodies are written from, too. */
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

/** After `from`, up to and with `to`; ms. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** The multiples of `everyMs` within. */
export const beatsIn = ({ from, to }: Stretch, everyMs: number): readonly number[] => {
  const first = Math.floor(from / everyMs) + 1
  const last = Math.floor(to / everyMs)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * everyMs)
}

/** The beat that tells what happened at this time. */
export const beatAfter = (time: number, everyMs: number): number => Math.ceil(time / everyMs) * everyMs

/** What the beats within tell of: everything between the beat before the first and the last. */
export const toldIn = ({ from, to }: Stretch, everyMs: number): Stretch => ({
  from: Math.floor(from / everyMs) * everyMs,
  to: Math.floor(to / everyMs) * everyMs,
})

/** Of the two kinds of contracts on Binance's streams: USDⓈ-margined. */
export const USD_MARGINED = 1
