import type { DecimalString } from './decimal.ts'
import type { ImprovingMove, StopOrder } from './look.ts'
import type { CloseReason, Doubt } from './position.ts'
import type { Sentiment } from './sentiment.ts'

/**
 * The next thing to do for a position, decided from what is intended and what was seen. A crash after any move leaves a
 * state from which the same rules continue.
 */
export type Move =
  | { readonly move: 'hold' }
  | { readonly move: 'look'; readonly for: string }
  /** Read bid and ask: the mark alone may not decide. */
  | { readonly move: 'touch' }
  /** Record that the mark is doubted and why, or that it is believed again. */
  | { readonly move: 'doubt'; readonly why?: Doubt }
  | { readonly move: 'settle' }
  | { readonly move: 'close'; readonly reason: CloseReason; readonly marginPnl: DecimalString }
  /** `bridge`: a standing order that holds the level on the way. */
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

/** The moves that may be refused: the position stays protected without them. */
export type Improving = Extract<Move, { readonly move: ImprovingMove }>

/** How one round of protecting ended. */
export type Protected = { readonly ended: 'protected' } | Ended

/** Protecting ended for a reason other than success. */
export type Ended =
  /** The position must be closed, or is flat already and must be cleaned up. */
  | { readonly ended: 'close'; readonly reason: CloseReason }
  /** The exchange did not show a placed order, or refused too often; the next look goes on. */
  | { readonly ended: 'unfinished'; readonly last: Move }
