import type { Answer } from '#ports/answer.ts'
import type { Clock } from '#ports/clock.ts'
import { tellAnswered } from './answered.ts'
import type { VenueLedger } from './audit/ledger.ts'
import { priceHistory } from './feed/price-history.ts'
import { PriceUnavailable } from './feed/price-unavailable.ts'
import { type MetByRequest, processHook, type VenueHook } from './hook.ts'
import type { ListenKeys, PriceFeed, VenueStore } from './ports.ts'
import { isRefusal, refuse } from './refusal.ts'
import { bookOf, isSource, type RulesSource } from './rules/rule-book.ts'
import type { VenueRules } from './rules.ts'
import { SLACK } from './session/market.ts'
import type { Session } from './session/session.ts'
import { type Manner, transact } from './session/transact.ts'
import { readVenueLedger } from './session/venue-ledger.ts'
import { defaultPaperSettings, type PaperSettings, processSettings } from './settings.ts'
import type { Standing } from './streams/standing.ts'
import { checkKey, checkSignature, checkTimestamp } from './wire/auth.ts'
import { type Endpoint, weightOf } from './wire/endpoint.ts'
import { ENDPOINTS } from './wire/endpoints.ts'
import { type Addresses, type Ban, createLimits } from './wire/limits.ts'
import { type Params, readParams } from './wire/params.ts'
import { readRequest, type WireRequest } from './wire/request.ts'
import { respond } from './wire/respond.ts'

export interface PaperVenueParts {
  readonly store: VenueStore
  readonly feed: PriceFeed
  /** The only source of time, latency included. */
  readonly clock: Clock
  /** Fixed rules, or a source that gives the current ones at each request. */
  readonly rules: VenueRules | RulesSource
  readonly settings?: Partial<PaperSettings>
  /** For an exchange with several accounts: their shared weights and bans by address. */
  readonly addresses?: Addresses
  /** The faults; defaults to those of this process's host, if any. */
  readonly faults?: VenueHook
  /** For the account's user data stream; if absent, there is no such stream. */
  readonly listenKeys?: ListenKeys
}

/** A Binance USDⓈ-M futures venue that needs no network. */
export interface PaperVenue {
  /**
   * Called like the global fetch: pass it to ccxt as `fetchImplementation`. Accepts any host, and paths below
   * /fapi. Never rejects for what Binance would answer: refusals are HTTP errors with `{code, msg}`. Request weight
   * is counted by the address in the header `x-paper-address`; without it all requests share one address.
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Answer>
  /**
   * The venue's own books of one symbol, brought up to now: everything that happened, whichever client caused it. Not
   * on the wire.
   */
  ledger(symbol: string, from?: number): Promise<VenueLedger>
  /** The whole account, brought up to now and saved in that state. Not on the wire. */
  standing(): Promise<Standing>
  /** Which addresses were banned, and for which request. Not on the wire. */
  bans(): readonly Ban[]
}

/**
 * A request takes effect `latencyMs` after it was sent, in venue time, and the answer takes as long again. Everything
 * the market did to the account in between is computed first, from the feed's steps.
 */
export function createPaperVenue(venueParts: PaperVenueParts): PaperVenue {
  const { store, clock, rules, settings, addresses, listenKeys, faults = processHook() } = venueParts
  const feed = faults.market(venueParts.feed)
  const behaviour = { ...defaultPaperSettings, ...processSettings(), ...settings }
  const { endings } = faults
  const parts = { store, feed, settings: behaviour, endings, progress: new Map() }
  const source = isSource(rules) ? rules : bookOf(rules)
  const limits = createLimits(behaviour, addresses)
  const history = priceHistory(feed)
  const now = () => clock.now()

  const answer = async (request: WireRequest, endpoint: Endpoint, met: MetByRequest): Promise<unknown> => {
    const params = readParams(request.params)
    const asking = { address: request.address, request: `${request.method} ${request.path}` }
    limits.spendWeight(asking, weightOf(endpoint, params), clock.now())
    const requests = endpoint.split?.(params) ?? [params]
    if (endpoint.order) for (const _ of requests) limits.spendOrder(asking, clock.now())
    if (endpoint.access === 'keyed') checkKey(request, behaviour)
    if (endpoint.access === 'signed') {
      checkSignature(request, behaviour)
      checkTimestamp(request.params, clock.now() + met.skewMs)
    }
    if (met.engineDelayMs > 0) await clock.sleep(met.engineDelayMs)
    const book = isSource(source) ? await source.now() : source
    const run = (of: Params) => {
      const work = (session: Session) => {
        const seen = met.session(session, endpoint, of.optional('symbol') ?? '')
        return endpoint.answer({ session: seen, params: of, rules: book, history, listenKeys })
      }
      return transact({ ...parts, rules: book }, now, work, mannerOf(endpoint))
    }
    if (endpoint.split === undefined) return run(params)
    const bodies: unknown[] = []
    for (const each of requests) bodies.push((await settle(() => run(each))).body)
    return bodies
  }

  const lookAt = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const book = isSource(source) ? await source.now() : source
    return transact({ ...parts, rules: book }, now, work)
  }

  return {
    fetch: async (url, init) => {
      const request = readRequest(String(url), init)
      const endpoint = ENDPOINTS.get(`${request.method} ${request.path}`)
      const sentAt = clock.now()
      const met = faults.meet(request, sentAt)
      let said: Settled | undefined
      const response = await met.travel({ clock, latencyMs: behaviour.latencyMs }, async () => {
        if (met.spent) limits.spendElsewhere(request.address, met.spent, clock.now())
        const settled =
          met.told?.accepted === false
            ? met.told
            : await settle(async () => {
                if (endpoint === undefined) throw refuse(-5000, request.path, request.method)
                return met.shown(await answer(request, endpoint, met), clock.now())
              })
        const told = met.told ?? settled
        said = told
        return respond(
          told,
          limits.headers(request.address, clock.now(), told.status, endpoint?.order ?? false),
        )
      })
      const { status, body } = said ?? { status: response.status, body: undefined }
      const { method, path } = request
      tellAnswered(() => ({
        ...{ method, path, sentAt, at: clock.now(), status, body },
        params: Object.fromEntries(request.params),
      }))
      return response
    },
    bans: limits.bans,
    standing: () =>
      lookAt(async session => ({
        at: session.at,
        config: await session.account(),
        ...(await session.margins()),
      })),
    ledger: (symbol, from = 0) =>
      lookAt(async session => readVenueLedger(store, await session.symbol(symbol), { from, to: session.at })),
  }
}

/** Reads of the account may lag behind the market a little; changes, and reads of the market, may not. */
const mannerOf = ({ method, access, savesCursors }: Endpoint): Manner => ({
  savesCursors: savesCursors === true,
  ...(method === 'GET' && access === 'signed' && { slackMs: SLACK.read }),
})

interface Settled {
  readonly status: number
  readonly body: unknown
}

async function settle(work: () => Promise<unknown>): Promise<Settled> {
  try {
    return { status: 200, body: await work() }
  } catch (problem) {
    if (isRefusal(problem))
      return { status: problem.status, body: { code: problem.code, msg: problem.message } }
    if (problem instanceof PriceUnavailable)
      return { status: 503, body: { code: -1001, msg: `${refuse(-1001).message} ${problem.message}` } }
    throw problem
  }
}
