import type { Pictured, PicturedTrade } from '../../../pictures/pictured.ts'

/** A closed trade as the figures and tables want it; what its chart shows is in its story. */
export type TradeShown = Omit<PicturedTrade, 'stops' | 'takeProfits' | 'fills' | 'closeUp'>

/** What a period came to: what the lab's page is made of, without its candles. */
export interface PicturedPeriod extends Omit<Pictured, 'trades' | 'markets'> {
  readonly trades: readonly TradeShown[]
}

/** What trades came to, and beside live the same period on paper. */
export interface CameTo {
  readonly here: PicturedPeriod
  /** Of the paper deployment in the same account and region, where there is one. */
  readonly paper?: PicturedPeriod
  /** Closed positions that no figure counts, and why. */
  readonly unknown: readonly { readonly id: string; readonly symbol: string; readonly why: string }[]
}
