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

/** What the watch sees of an open position, and how its stops move; prices in quote asset, quantities in base asset. */
export interface ProtectionEvents {
  readonly 'stop-sent': NewAlgoOrder &
    Answered & {
      readonly order: StopOrder
      /** No market stop stood when it was sent. */
      readonly restores?: true
    }
  /** A missing stop was placed while another writer held the lease. */
  readonly 'stop-rescued': Answered & { readonly clientId: string }
  /** The new level is recorded; its orders follow. */
  readonly 'stop-raised': Levels & { readonly tier: number; readonly mark: Seen }
  /** The first order of a new level was refused: the former stop stands. */
  readonly 'raise-refused': Levels
  readonly 'tier-reached': { readonly tier: number; readonly mark: Seen }
  readonly 'quantity-changed': Levels
  /** Acknowledged, but missing from the book that was read afterwards. */
  readonly 'order-not-shown': { readonly clientId: string }
  readonly 'order-cancelled': Answered & { readonly clientId: string; readonly because: string }
  /** The exchange accepts no reduce-only conditional orders (-1106). */
  readonly 'algo-reduce-only-refused': { readonly code: number; readonly message: string }
  /** The look used up its moves; `move` is the last. */
  readonly 'protection-unfinished': { readonly move: Move }
  /** What must wait for the next tick, and why. */
  readonly 'improvement-waits': { readonly what: keyof typeof ordersOf; readonly because: string }
  /** An improvement refused because it would have broken an invariant. */
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

/** The mark as the look saw it; absent if the exchange showed none. */
type Seen = DecimalString | undefined

interface Prices {
  readonly mark: DecimalString | 'none'
  readonly touch?: Priced['touch'] | undefined
}
