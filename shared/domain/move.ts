import type { DecimalString } from './decimal.ts'
import type { ImprovingMove, StopOrder } from './look.ts'
import type { CloseReason, Doubt } from './position.ts'
import type { Sentiment } from './sentiment.ts'

/**
 * The next thing to do for a position, decided from what is intended and what was seen. A crash after any
 * move leaves a state from which the same rules go on.
 */
export type Move =
  | { readonly move: 'hold' }
  | { readonly move: 'look'; readonly for: string }
  /** Read bid and ask: the mark alone may not decide what comes next. */
  | { readonly move: 'touch' }
  /** Write that the mark is doubted and why, or that it is believed again. */
  | { readonly move: 'doubt'; readonly why?: Doubt }
  | { readonly move: 'settle' }
  | { readonly move: 'close'; readonly reason: CloseReason; readonly marginPnl: DecimalString }
  /** `bridge`: an order that stands there already and holds the level on the way. */
  | {
      readonly move: 'raise-stop'
      readonly level: DecimalString
      readonly tier: number
      readonly bridge?: string
    }
  | { readonly move: 'reach-tier'; readonly tier: number }
  | { readonly move: 'resize'; readonly quantity: DecimalString }
  | { readonly move: 'place'; readonly order: StopOrder }
  | { readonly move: 'cancel'; readonly clientId: string; readonly because: string }
  | { readonly move: 'offer'; readonly rung: number }
  | { readonly move: 'trace'; readonly rung: number }
  | { readonly move: 'bank'; readonly rungs: readonly number[]; readonly quantity: DecimalString }
  | { readonly move: 'note-sentiment'; readonly sentiment: Sentiment }

/** The moves that change something; holding and closing are the caller's. */
export type Act = Exclude<Move, { readonly move: 'hold' | 'settle' | 'close' }>

/** The moves of which one may be refused: the position stands on without it. */
export type Improving = Extract<Move, { readonly move: ImprovingMove }>

/** How one round of protecting ended. */
export type Protected = { readonly ended: 'protected' } | Ended

/** Protecting ended, and not because all is well. */
export type Ended =
  /** The position must be closed, or is flat already and must be cleaned up after. */
  | { readonly ended: 'close'; readonly reason: CloseReason }
  /** The exchange did not show what was placed, or refused too often; the next look goes on. */
  | { readonly ended: 'unfinished'; readonly last: Move }
