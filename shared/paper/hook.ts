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
  /** What one request meets. */
  meet(request: WireRequest, sentAt: number): MetByRequest
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
