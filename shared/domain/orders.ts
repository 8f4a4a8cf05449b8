import type { DecimalString } from './decimal.ts'
import type { OrderSide } from './side.ts'

export type NewOrder =
  | {
      readonly type: 'LIMIT'
      readonly timeInForce: 'IOC'
      readonly symbol: string
      readonly side: OrderSide
      readonly quantity: DecimalString
      readonly price: DecimalString
      readonly clientId: string
    }
  | {
      readonly type: 'MARKET'
      readonly reduceOnly: true
      readonly symbol: string
      readonly side: OrderSide
      readonly quantity: DecimalString
      readonly clientId: string
    }

/** An order that sells at market and only reduces. */
export type Exit = Extract<NewOrder, { readonly type: 'MARKET' }>

/** Conditional orders: triggered by the mark price, never price-protected. */
export type NewAlgoOrder = {
  readonly symbol: string
  readonly side: OrderSide
  readonly triggerPrice: DecimalString
  readonly clientId: string
} & (
  | { readonly type: 'STOP_MARKET'; readonly closePosition: true }
  | { readonly type: 'STOP_MARKET' | 'TAKE_PROFIT_MARKET'; readonly quantity: DecimalString }
  | { readonly type: 'STOP'; readonly quantity: DecimalString; readonly price: DecimalString }
)

/**
 * What a refusal blames. The `order` (or whatever else was asked for): it will be refused again. The `moment`, our
 * clock or their load: the order may be asked for again. The `caller`, whose address or key must wait or is not let in
 * at all: nothing is asked again before that is over. The last two say nothing about the order.
 */
export type Blame = 'order' | 'moment' | 'caller'
