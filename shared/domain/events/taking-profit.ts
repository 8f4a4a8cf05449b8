import type { DecimalString } from '../decimal.ts'
import type { NewAlgoOrder } from '../orders.ts'
import type { Answered } from './answer.ts'

type TakeProfit = NewAlgoOrder & {
  readonly type: 'TAKE_PROFIT_MARKET'
  readonly quantity: DecimalString
}

/** What happens to the take-profits; quantities in base asset. */
export interface TakeProfitEvents {
  /** `tier` is the one that offers it. */
  readonly 'take-profit-sent': TakeProfit & Answered & { readonly tier: number }
  /** Its order was no longer open; the exchange's word for its final state, or `unknown`. */
  readonly 'take-profit-traced': {
    readonly clientId: string
    readonly status: string
    readonly filled?: DecimalString | undefined
  }
  /** Rungs that the market jumped over, sold in one market order. */
  readonly 'profit-banked': Answered & {
    readonly rungs: readonly number[]
    readonly quantity: DecimalString
    readonly clientId: string
    readonly mark: DecimalString | undefined
  }
}
