import type { Clock } from '#ports/clock.ts'
import type { PriceFeed } from './ports.ts'
import type { Session } from './session/session.ts'
import type { Endpoint } from './wire/endpoint.ts'
import type { WireRequest } from './wire/request.ts'

/**
 * Where the host of a venue steps in, so that things go wrong on demand (`faults`). Tests and the local run do; what is
 * deployed holds none of it. The hook may be of another copy of this code than the venue, which is bundled.
 */
export interface VenueHook {
  /** The market as the venue sees it. */
  market(feed: PriceFeed): PriceFeed
  /** When the symbol's contract ends; ms, oldest first. */
  endings(symbol: string): readonly number[]
  /** What streams meet; nothing, if not given. */
  readonly streams?: StreamHook
  /** What one request meets. */
  meet(request: WireRequest, sentAt: number): MetByRequest
}

/** What streams meet on their way to those who listen. Times are the venue's. */
export interface StreamHook {
  /** Whether a connection to this address is refused. */
  refuses(address: string, at: number): boolean
  /** What becomes of one message to one listener. */
  meet(message: StreamMessage, at: number): StreamFate
  /** Whether the listen key ends now, before its time. */
  endsKey(at: number): boolean
}

export interface StreamMessage {
  /** `btcusdt@depth`, or `user` for what is told of an account. */
  readonly stream: string
  /** `ORDER_TRADE_UPDATE`, `depthUpdate`. */
  readonly event: string
}

export interface StreamFate {
  /** The connection is lost, and the message with it. */
  readonly cut: boolean
  /** When it arrives, beyond the usual delay; more than once if it is doubled, and never if it is lost. */
  readonly deliveredAfterMs: readonly number[]
}

const delivered: StreamFate = { cut: false, deliveredAfterMs: [0] }

export const noStreamFaults: StreamHook = {
  refuses: () => false,
  meet: () => delivered,
  endsKey: () => false,
}

/** What one request meets on its way, and how it sees the venue. */
export interface MetByRequest {
  /** Takes it to the venue, and the answer back. */
  travel(journey: Journey, visit: () => Promise<Response>): Promise<Response>
  /** What another client with its address has spent before it. */
  readonly spent: { readonly weight: number; readonly refused: number } | undefined
  /** What its client is told instead of the answer. */
  readonly told: InsteadOfAnswer | undefined
  /** Added to the clock that timestamps are held against; ms. */
  readonly skewMs: number
  /** How long it waits between the venue's checks and the matching; ms. */
  readonly engineDelayMs: number
  /** The session as it sees it. Throws the refusal of a symbol that is not listed for it. */
  session(session: Session, endpoint: Pick<Endpoint, 'method' | 'order'>, symbol: string): Session
  /** The body of its answer as it is shown. */
  shown(body: unknown, at: number): unknown
}

export interface Journey {
  readonly clock: Clock
  /** Each way. */
  readonly latencyMs: number
}

export interface InsteadOfAnswer {
  readonly status: number
  /** A text is no JSON: it comes from something before the exchange. */
  readonly body: string | { readonly code: number; readonly msg: string }
  /** Whether the request takes effect before it is answered so. */
  readonly accepted: boolean
  readonly retryAfterSeconds?: number
}

const unharmed: MetByRequest = {
  async travel({ clock, latencyMs }, visit) {
    await clock.sleep(latencyMs)
    const answer = await visit()
    await clock.sleep(latencyMs)
    return answer
  },
  spent: undefined,
  told: undefined,
  skewMs: 0,
  engineDelayMs: 0,
  session: session => session,
  shown: body => body,
}

/** Nothing goes wrong. */
const noHook: VenueHook = { market: feed => feed, endings: () => [], meet: () => unharmed }

/** Where a host (the local run) puts its hook before it loads a function's bundle. */
export const hookSlot = Symbol.for('quantum-trader.paper-hook')

/** The hook of this process's host; in a deployment there is no host, and nothing goes wrong. */
export const processHook = (): VenueHook => (globalThis as { [hookSlot]?: VenueHook })[hookSlot] ?? noHook
