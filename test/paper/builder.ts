import { createHmac } from 'node:crypto'
import type { VenueHook } from '#paper/hook.ts'
import type { ListenKeys, PriceFeed, PriceStep, VenueStore } from '#paper/ports.ts'
import type { RulesSource } from '#paper/rules/rule-book.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import type { VenueRules } from '#paper/rules.ts'
import { defaultPaperSettings, type PaperSettings } from '#paper/settings.ts'
import { createPaperVenue, type PaperVenue } from '#paper/venue.ts'
import type { Clock } from '#ports/clock.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'

/** 2025-05-05T00:00:00Z. */
export const START = 1_746_403_200_000

export interface VirtualClock extends Clock {
  advance(ms: number): void
}

/** Time that moves only when a test sleeps or advances it. */
export function virtualClock(start = START): VirtualClock {
  let time = start
  return {
    now: () => time,
    sleep: async ms => {
      time += ms
    },
    advance: ms => {
      time += ms
    },
  }
}

interface ScriptedStep extends Partial<Omit<PriceStep, 'time'>> {
  readonly last: string
}

export interface ScriptedFeed extends PriceFeed {
  /** Adds a step; mark, bid and ask follow `last` unless given, volume is large unless given. */
  push(symbol: string, time: number, step: ScriptedStep | string): void
}

export function scriptedFeed(): ScriptedFeed {
  const series = new Map<string, PriceStep[]>()
  return {
    latest: async (symbol, at) => series.get(symbol)?.findLast(step => step.time <= at),
    steps: async (symbol, from, to) =>
      (series.get(symbol) ?? []).filter(step => step.time > from && step.time <= to),
    push: (symbol, time, given) => {
      const step = typeof given === 'string' ? { last: given } : given
      const steps = series.get(symbol) ?? []
      steps.push({ mark: step.last, bid: step.last, ask: step.last, volume: '1000000', ...step, time })
      series.set(symbol, steps)
    },
  }
}

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: bodies of the wire are looked at field by field
  readonly body: any
  readonly headers: Headers
}

export interface Bench {
  readonly venue: PaperVenue
  readonly clock: VirtualClock
  readonly feed: ScriptedFeed
  readonly store: VenueStore
  readonly settings: PaperSettings
  /** Moves time to the next whole second and gives the symbol this price there. */
  tick(step: ScriptedStep | string, symbol?: string): void
  /** A signed request with a fresh timestamp, unless one is given. */
  send(method: string, path: string, params?: Record<string, string | number | boolean>): Promise<Answer>
}

export interface BenchOptions {
  /** When its clock begins, in ms; `START` unless given. */
  readonly at?: number
  readonly settings?: Partial<PaperSettings>
  readonly store?: VenueStore
  readonly price?: ScriptedStep | string
  readonly symbol?: string
  readonly faults?: VenueHook
  readonly rules?: VenueRules
  /** Replaces the fixed rules. */
  readonly source?: RulesSource
  readonly listenKeys?: ListenKeys
}

/**
 * A venue with one scripted symbol (BTCUSDT at 60000 unless set otherwise), a clock that stands still, and no
 * latency.
 */
export function bench(options: BenchOptions = {}): Bench {
  const symbol = options.symbol ?? 'BTCUSDT'
  const clock = virtualClock(options.at)
  const feed = scriptedFeed()
  const store = options.store ?? createMemoryStore()
  const settings = { ...defaultPaperSettings, latencyMs: 0, ...options.settings }
  feed.push(symbol, clock.now(), options.price ?? '60000')
  const { source, rules = source ?? shippedRules, listenKeys } = options
  const faulty = options.faults && { faults: options.faults }
  const keyed = listenKeys && { listenKeys }
  const venue = createPaperVenue({ store, feed, clock, rules, settings, ...faulty, ...keyed })
  return {
    venue,
    clock,
    feed,
    store,
    settings,
    tick: (step, of = symbol) => {
      clock.advance(1000 - (clock.now() % 1000))
      feed.push(of, clock.now(), step)
    },
    send: async (method, path, params = {}) => {
      const response = await venue.fetch(...signed(method, path, params, settings, clock.now()))
      return { status: response.status, body: await response.json(), headers: response.headers }
    },
  }
}

/** The arguments of a signed fetch, as Binance's clients build them. */
export function signed(
  method: string,
  path: string,
  params: Record<string, string | number | boolean>,
  keys: { readonly apiKey: string; readonly secret: string },
  timestamp: number,
): [string, RequestInit] {
  const all = { recvWindow: 5000, timestamp, ...params }
  const text = new URLSearchParams(
    Object.entries(all).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString()
  const signature = createHmac('sha256', keys.secret).update(text).digest('hex')
  const payload = `${text}&signature=${signature}`
  const base = /^\/s?api\//.test(path) ? '' : '/fapi'
  const url = `https://fapi.binance.com${base}${path}`
  const headers = { 'X-MBX-APIKEY': keys.apiKey }
  return method === 'POST' || method === 'PUT'
    ? [url, { method, body: payload, headers }]
    : [`${url}?${payload}`, { method, headers }]
}
