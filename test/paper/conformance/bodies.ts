import bodies from './fixtures/bodies.json' with { type: 'json' }

/** A body of Binance's, and where it is from. */
export interface BinanceBody {
  readonly endpoint: string
  readonly source: string
  readonly body: unknown
}

export const BINANCE_BODIES: readonly BinanceBody[] = bodies
