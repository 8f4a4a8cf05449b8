import type { Tier } from '#domain/ladder.ts'
import type { Protection } from '#domain/protections/locks.ts'
import type { Sources } from '#domain/sources.ts'
import type { MarginMode } from './exchange.ts'

/** Where orders go: the built-in paper venue, Binance's demo venue, or the real market. */
export type Venue = (typeof venues)[number]
export const venues = ['paper', 'demo', 'live'] as const

/** The settings under the names that the code uses; fractions and money are decimal strings. */
export interface Configuration {
  readonly defaultLeverage: number
  readonly confidenceThreshold: string
  /** From -1, which lets every sentiment in, to 1. */
  readonly minSentiment: string
  readonly stopLossPct: string
  readonly takeProfitPct: string
  readonly partialTakeProfit: string
  readonly emergencyPct: string
  readonly checkIntervalSeconds: number
  readonly maxPositions: number
  readonly marginFraction: string
  readonly maxMarginPerTrade: string
  readonly cooldownSeconds: number
  readonly signalMaxAgeSeconds: number
  readonly maxDailyLoss: string
  readonly killSwitch: boolean
  readonly marginMode: MarginMode
  readonly adopt: 'own' | 'all'
  /** Undefined: any symbol. */
  readonly symbols: readonly string[] | undefined
  readonly quoteAssets: readonly string[] | undefined
  readonly minStopTicks: number
  readonly minStopSpreads: string
  readonly ladder: readonly Tier[]
  /** By the source's name; a source that is not listed has none. */
  readonly sources: Sources
  readonly protections: readonly Protection[]
  readonly venue: Venue
  readonly paperBalance: string
}
