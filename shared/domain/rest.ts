/**
 * The exchange asked to wait. `limited` (HTTP 429): too much was asked; what cannot wait still goes. `banned`
 * (HTTP 418): who goes on asking is banned for longer, so nothing goes.
 */
export interface Rest {
  readonly kind: 'limited' | 'banned'
  /** Milliseconds; from then on everything goes again. */
  readonly until: number
}
