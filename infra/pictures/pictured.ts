import type { Figures } from '#figures/figures.ts'
import type { ClosedTrade } from '#figures/trade.ts'
import type { PackedCandles } from './candles.ts'

/**
 * All that a page of pictures shows. Times in milliseconds, money and prices as decimal text; what is only drawn, and
 * never added up, are numbers.
 */
export interface Pictured {
  /** What was played or traded, in some words. */
  readonly title: string
  /** What money is counted in. */
  readonly asset: string
  readonly figures: Figures
  /** What the reader should know beside the figures: how the same market came out otherwise, which promises held. */
  readonly remarks: readonly Remark[]
  readonly equity: PicturedEquity
  /** By their opening. */
  readonly trades: readonly PicturedTrade[]
  /** By time. */
  readonly refused: readonly PicturedRefusal[]
  readonly markets: readonly PicturedMarket[]
}

export interface Remark {
  readonly name: string
  readonly text: string
  /** Something that must not be. */
  readonly bad?: true
}

/** What the account was worth, a point every `stepMs` from `from` on, each told of the step that ends there. */
export interface PicturedEquity {
  readonly from: number
  readonly stepMs: number
  /** With what is open at its price. */
  readonly equity: readonly number[]
  /** By closed trades alone. */
  readonly balance: readonly number[]
  /** The deepest below the highest so far, as a share of it: 0.02 is 2 % below. */
  readonly fall: readonly number[]
}

/** A trade and what is drawn of it. */
export interface PicturedTrade extends ClosedTrade {
  readonly id: string
  readonly quantity: string
  readonly entryPrice: string
  readonly exitPrice: string
  /** Where its stop stood, from each time on. */
  readonly stops: readonly StopStep[]
  readonly takeProfits: readonly TakeProfit[]
  /** Fills at the exchange. */
  readonly fills: readonly Fill[]
  /** Its own candles, where those of the market are coarser than the recording. */
  readonly closeUp?: PackedCandles
}

/** What is told of a trade beside its chart. */
export type TradeInTables = Omit<PicturedTrade, 'stops' | 'takeProfits' | 'fills' | 'closeUp'>

export interface StopStep {
  readonly at: number
  readonly price: string
  readonly tier: number
}

/** Offered from `at` until it was sold or the position was closed. */
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
  /** Net result on an account of its own, where that was found out. */
  readonly wouldHaveMade?: string
}

export interface PicturedMarket {
  readonly symbol: string
  readonly candles: PackedCandles
}
