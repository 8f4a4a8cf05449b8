import bodies from './fixtures/bodies.json' with { type: 'json' }

/** One of Binance's bodies, and its source. */
export interface BinanceBody {
  readonly endpoint: string
  readonly source: string
  readonly body: unknown
}

export const BINANCE_BODIES: readonly BinanceBody[] = bodies
