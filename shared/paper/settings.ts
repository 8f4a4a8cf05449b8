import type { DecimalString } from '#domain/decimal.ts'
import { latency } from '#domain/latency.ts'

/** How the paper venue behaves when the real one has no single answer. Rates and balances are decimals. */
export interface PaperSettings {
  readonly apiKey: string
  readonly secret: string
  /** USDT. */
  readonly startingBalance: DecimalString
  /** Each way, in venue time. */
  readonly latencyMs: number
  /** How long a message of a stream takes, in venue time. */
  readonly streamDelayMs: number
  /** The minimum spread as a share of the price; it is never below one tick. */
  readonly spreadFloorBps: DecimalString
  readonly impact: Impact
  readonly makerFee: DecimalString
  readonly takerFee: DecimalString
  /** Leverage of a symbol that was never configured; Binance starts at 20. */
  readonly defaultLeverage: number
  /** Refuses a reduce-only limit order (and rejects a triggered one) that is larger than the position: -2022. */
  readonly rejectOversizedReduceOnly: boolean
  /** Request weight per minute and orders per 10 s and per minute. */
  readonly weightLimit: number
  readonly orderLimit10s: number
  readonly orderLimit1m: number
  /** 429s within a minute that are tolerated; the next one is a ban (418). */
  readonly violationsBeforeBan: number
  /** The most conditional orders of the account, all symbols together. */
  readonly maxAlgoOrders: number
}

/** The depth that a market order walks through. */
interface Impact {
  /** Base asset resting in each basis point of the book, as a share of what the step traded. */
  readonly depthPerBp: DecimalString
  /** ... but at least this much, in quote asset: a second without trades is not an empty book. */
  readonly depthFloorQuote: DecimalString
}

export const defaultPaperSettings: PaperSettings = {
  apiKey: 'paper-key',
  secret: 'paper-secret',
  startingBalance: '10000',
  latencyMs: latency.venue.usual,
  streamDelayMs: 5,
  spreadFloorBps: '1',
  impact: { depthPerBp: '0.5', depthFloorQuote: '5000' },
  makerFee: '0.0002',
  takerFee: '0.0005',
  defaultLeverage: 20,
  rejectOversizedReduceOnly: true,
  weightLimit: 2400,
  orderLimit10s: 300,
  orderLimit1m: 1200,
  violationsBeforeBan: 10,
  maxAlgoOrders: 200,
}

/** Where a host (the local run) puts settings of its own before it loads a function's bundle. */
export const settingsSlot = Symbol.for('quantum-trader.paper-settings')

/** The settings of this process's host; a deployment has no host. */
export const processSettings = (): Partial<PaperSettings> =>
  (globalThis as { [settingsSlot]?: Partial<PaperSettings> })[settingsSlot] ?? {}
