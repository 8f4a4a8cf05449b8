import type { Figures } from '#figures/figures.ts'
import type { ClosedTrade } from '#figures/trade.ts'
import type { PackedCandles } from './candles.ts'

/**
 * Everything that a page of pictures shows. Times in milliseconds, money and prices as decimal text; values that are
 * only drawn, never summed, are numbers.
 */
export interface Pictured {
  /** What was played or traded, in words. */
  readonly title: string
  /** Margin asset. */
  readonly asset: string
  readonly figures: Figures
  /** Notes beside the figures: how the same market turned out otherwise, which promises held. */
  readonly remarks: readonly Remark[]
  readonly equity: PicturedEquity
  /** In order of opening. */
  readonly trades: readonly PicturedTrade[]
  /** In order of time. */
  readonly refused: readonly PicturedRefusal[]
  readonly markets: readonly PicturedMarket[]
}

export interface Remark {
  readonly name: string
  readonly text: string
  /** Something that must not happen. */
  readonly bad?: true
}

/** The account's worth: a point every `stepMs` since `from`, each for the step that ends there. */
export interface PicturedEquity {
  readonly from: number
  readonly stepMs: number
  /** With open positions at their present price. */
  readonly equity: readonly number[]
  /** Closed trades only. */
  readonly balance: readonly number[]
  /** The greatest drawdown so far, as a share of the highest: 0.02 is 2 % below. */
  readonly fall: readonly number[]
}

/** A trade and what its chart draws. */
export interface PicturedTrade extends ClosedTrade {
  readonly id: string
  readonly quantity: string
  readonly entryPrice: string
  readonly exitPrice: string
  /** Its stop's levels, each from its time on. */
  readonly stops: readonly StopStep[]
  readonly takeProfits: readonly TakeProfit[]
  /** Fills at the exchange. */
  readonly fills: readonly Fill[]
  /** Its own candles, if the market's are coarser than the recording. */
  readonly closeUp?: PackedCandles
}

/** Details shown beside its chart. */
export type TradeInTables = Omit<PicturedTrade, 'stops' | 'takeProfits' | 'fills' | 'closeUp'>

export interface StopStep {
  readonly at: number
  readonly price: string
  readonly tier: number
}

/** Offered from `at` until it was sold or the position closed. */
export interface TakeProfit {
  readonly at: number
  readonly until: number
  readonly price: string
  readonly quantity: string
}

export type FillKind = 'entry' | 'take-profit' | 'stop' | 'close' | 'other'

export interface Fill {
  readonly at: number
  readonly kind: FillKind
  readonly price: string
  readonly quantity: string
}

/** A signal that did not become a position. What a stranger sent is text. */
export interface PicturedRefusal {
  readonly at: number
  readonly reason: string
  readonly detail?: string
  readonly source?: string
  readonly symbol?: string
  readonly action?: string
  /** Net result on an account of its own, if that was played. */
  readonly wouldHaveMade?: string
}

export interface PicturedMarket {
  readonly symbol: string
  readonly candles: PackedCandles
}
