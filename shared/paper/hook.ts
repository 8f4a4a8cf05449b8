import type { Answer } from '#ports/answer.ts'
import type { Clock } from '#ports/clock.ts'
import type { PriceFeed } from './ports.ts'
import type { Session } from './session/session.ts'
import type { Endpoint } from './wire/endpoint.ts'
import type { WireRequest } from './wire/request.ts'

/**
 * Lets the host of a venue make things go wrong on demand (`faults`). Tests and the local run do so; deployed code
 * contains none of it. The hook may come from another copy of this code than the bundled venue.
 */
export interface VenueHook {
  /** The market as the venue sees it. */
  market(feed: PriceFeed): PriceFeed
  /** When the symbol's contract ends; ms, oldest first. */
  endings(symbol: string): readonly number[]
  /** What happens to streams; nothing if not given. */
  readonly streams?: StreamHook
  /** What happens to one request. */
  meet(request: WireRequest, sentAt: number): MetByRequest
}

/** What happens to streams on their way to the listeners. Times are the venue's. */
export interface StreamHook {
  /** Whether a connection to this address is refused. */
  refuses(address: string, at: number): boolean
  /** What happens to one message to one listener. */
  meet(message: StreamMessage, at: number): StreamFate
  /** Whether the listen key ends now, before its time. */
  endsKey(at: number): boolean
}

export interface StreamMessage {
  /** `btcusdt@depth`, or `user` for an account's events. */
  readonly stream: string
  /** `ORDER_TRADE_UPDATE`, `depthUpdate`. */
  readonly event: string
}

export interface StreamFate {
  /** Whether the connection is lost, and the message with it. */
  readonly cut: boolean
  /** When the message arrives, on top of the usual delay: two entries if it is doubled, none if it is lost. */
  readonly deliveredAfterMs: readonly number[]
}

const delivered: StreamFate = { cut: false, deliveredAfterMs: [0] }

export const noStreamFaults: StreamHook = {
  refuses: () => false,
  meet: () => delivered,
  endsKey: () => false,
}

/** What happens to one request on its way, and how it sees the venue. */
export interface MetByRequest {
  /** Takes the request to the venue, and the answer back. */
  travel(journey: Journey, visit: () => Promise<Answer>): Promise<Answer>
  /** What another client with the same address has spent before the request. */
  readonly spent: { readonly weight: number; readonly refused: number } | undefined
  /** The answer that the client gets in place of the venue's. */
  readonly told: InsteadOfAnswer | undefined
  /** Added to the clock that timestamps are checked against; ms. */
  readonly skewMs: number
  /** The wait between the venue's checks and the matching; ms. */
  readonly engineDelayMs: number
  /** The session as the request sees it. Throws the refusal of a symbol that is not listed for the request. */
  session(session: Session, endpoint: Pick<Endpoint, 'method' | 'order'>, symbol: string): Session
  /** The body of the answer as the client sees it. */
  shown(body: unknown, at: number): unknown
}

export interface Journey {
  readonly clock: Clock
  /** Each way. */
  readonly latencyMs: number
}

export interface InsteadOfAnswer {
  readonly status: number
  /** A text comes from a proxy before the exchange, and is not JSON. */
  readonly body: string | { readonly code: number; readonly msg: string }
  /** Whether the request takes effect before this answer. */
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

/** The hook of this process's host; a deployment has no host, and nothing goes wrong. */
export const processHook = (): VenueHook => (globalThis as { [hookSlot]?: VenueHook })[hookSlot] ?? noHook
