import type { DecimalString } from './decimal.ts'
import type { Side } from './side.ts'

/** What the exchange reports on its streams as it happens: the account's orders and positions, and marks. */
export type Told =
  | {
      readonly kind: 'order'
      readonly symbol: string
      readonly clientId: string
      /** `filled`: in part or wholly; `ended`: cancelled, expired or rejected. */
      readonly became: 'filled' | 'ended'
    }
  | {
      readonly kind: 'position'
      readonly symbol: string
      /** Open from now on, in base asset; "0" when flat. */
      readonly quantity: DecimalString
      /** Absent when flat. */
      readonly side?: Side
    }
  | { readonly kind: 'mark'; readonly symbol: string; readonly mark: DecimalString }
  /** The exchange closes a position by force, or is about to: margin is short. */
  | { readonly kind: 'liquidation' | 'margin-call'; readonly symbol: string }
  /** Something may have gone unheard, about anything. */
  | { readonly kind: 'gap' }

/** News under the same key replaces the earlier news. */
export const keyOf = (told: Told): string =>
  ['kind', 'symbol', 'clientId', 'became']
    .map(field => (told as unknown as Readonly<Record<string, unknown>>)[field] ?? '')
    .join(' ')
