import type { DecimalString } from '../decimal.ts'
import type { ImprovingMove, StopOrder } from '../look.ts'
import type { Priced } from '../mark.ts'
import type { Move } from '../move.ts'
import type { ordersOf } from '../order-budget.ts'
import type { NewAlgoOrder } from '../orders.ts'
import type { Doubt } from '../position.ts'
import type { SymbolRules } from '../rules.ts'
import type { Sentiment } from '../sentiment.ts'
import type { Side } from '../side.ts'
import type { Violation } from '../violation.ts'
import type { Answered } from './answer.ts'

/** What the watch sees of an open position, and how its stops follow; prices in quote asset, quantities in base asset. */
export interface ProtectionEvents {
  readonly 'stop-sent': NewAlgoOrder &
    Answered & {
      readonly order: StopOrder
      /** No market stop stood when it was sent. */
      readonly restores?: true
    }
  /** One that was missing was placed beside the lease of another writer. */
  readonly 'stop-rescued': Answered & { readonly clientId: string }
  /** The new level is written; its orders follow. */
  readonly 'stop-raised': Levels & { readonly tier: number; readonly mark: Seen }
  /** The first order of a new level was refused: what stands, stands on. */
  readonly 'raise-refused': Levels
  readonly 'tier-reached': { readonly tier: number; readonly mark: Seen }
  readonly 'quantity-changed': Levels
  /** Acknowledged, and not in the book that was read after it. */
  readonly 'order-not-shown': { readonly clientId: string }
  readonly 'order-cancelled': Answered & { readonly clientId: string; readonly because: string }
  /** The exchange takes no reduce-only conditional orders (-1106). */
  readonly 'algo-reduce-only-refused': { readonly code: number; readonly message: string }
  /** The moves of one look were used up; `move` is the last. */
  readonly 'protection-unfinished': { readonly move: Move }
  /** What has to wait for the next tick, and what for. */
  readonly 'improvement-waits': { readonly what: keyof typeof ordersOf; readonly because: string }
  /** What was refused, because it would have broken what always holds. */
  readonly 'invariant-broken': Violation & { readonly refused: ImprovingMove | 'funding' | 'result' }
  readonly 'rules-changed': { readonly from: Partial<SymbolRules>; readonly to: Partial<SymbolRules> }
  readonly 'mark-doubted': Prices & { readonly why: Doubt }
  readonly 'mark-believed': Prices
  /** Received since the entry, in quote asset; negative when paid. */
  readonly 'funding-read': { readonly funding: DecimalString }
  readonly 'sentiment-changed': { readonly side: Side; readonly sentiment: Sentiment }
}

interface Levels {
  readonly from: DecimalString
  readonly to: DecimalString
}

/** The mark as the look saw it; absent where the exchange showed none. */
type Seen = DecimalString | undefined

interface Prices {
  readonly mark: DecimalString | 'none'
  readonly touch?: Priced['touch'] | undefined
}
