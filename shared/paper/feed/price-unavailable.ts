/**
 * The feed knows no price for a symbol at the requested time. The venue then answers 503: an invented price would
 * fill orders that no market would have filled.
 */
export class PriceUnavailable extends Error {
  override readonly name = 'PriceUnavailable'
  readonly symbol: string

  constructor(symbol: string, reason: string, options?: ErrorOptions) {
    super(`No price for ${symbol}: ${reason}`, options)
    this.symbol = symbol
  }
}
