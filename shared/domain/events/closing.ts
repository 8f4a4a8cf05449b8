import type { DecimalString } from '../decimal.ts'
import type { Exit } from '../orders.ts'
import type { CloseReason, Provisional, Result } from '../position.ts'
import type { Side } from '../side.ts'
import type { Answered } from './answer.ts'

/** From the decision to close to the known result; amounts in quote asset. */
export interface ClosingEvents {
  readonly 'close-decided': {
    readonly reason: CloseReason
    /** Share of the margin: -0.02 is a loss of 2 %. */
    readonly marginPnl: DecimalString
    readonly mark: DecimalString | undefined
  }
  /** Closing begins, whichever function finishes it. */
  readonly closing: { readonly reason: CloseReason }
  /** `reason`: of an exit sent because no first stop could stand. */
  readonly 'close-sent': Exit & Answered & { readonly reason?: CloseReason }
  /** An order of the symbol is about to be cancelled; another client's may show not even its type. */
  readonly cancelling: { readonly type?: string | undefined; readonly clientId: string }
  /** The rounds of cancelling, and the other clients' orders that were left alone. */
  readonly 'books-empty': { readonly rounds: number; readonly spared?: number }
  /** The position is flat; the signal for which it was closed returns to the executor, to be judged and entered. */
  readonly 'flip-follows': { readonly signalId: string; readonly side: Side }
  readonly closed: Result & { readonly side: Side; readonly source: string; readonly tier: number }
  /** History now shows all of it. */
  readonly 'result-known': Result
  /** History no longer shows it. */
  readonly 'result-not-known': { readonly lacked: Provisional['lacks'] }
  readonly 'result-told': { readonly netPnl: DecimalString; readonly by: 'operator' }
}
