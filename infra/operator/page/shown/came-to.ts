import type { Pictured, PicturedTrade } from '../../../pictures/pictured.ts'

/** A closed trade for figures and tables; its chart's data is in its story. */
export type TradeShown = Omit<PicturedTrade, 'stops' | 'takeProfits' | 'fills' | 'closeUp'>

/** A period's results: the data of the lab's page, without candles. */
export interface PicturedPeriod extends Omit<Pictured, 'trades' | 'markets'> {
  readonly trades: readonly TradeShown[]
}

/** Results of trades; for live also the same period's on paper. */
export interface CameTo {
  readonly here: PicturedPeriod
  /** From the paper deployment in the same account and region, if there is one. */
  readonly paper?: PicturedPeriod
  /** Closed positions that no figure counts, and why. */
  readonly unknown: readonly { readonly id: string; readonly symbol: string; readonly why: string }[]
}
