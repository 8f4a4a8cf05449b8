import type { PriceHistory } from '../feed/price-history.ts'
import type { ListenKeys } from '../ports.ts'
import type { RuleBook } from '../rules/rule-book.ts'
import type { Session } from '../session/session.ts'
import type { Params } from './params.ts'

/** What an endpoint may use. */
export interface EndpointCall {
  readonly params: Params
  readonly session: Session
  /** The book in effect for this request. */
  readonly rules: RuleBook
  readonly history: PriceHistory
  /** Undefined if nothing serves streams. */
  readonly listenKeys: ListenKeys | undefined
}

type WeightOf = (params: Params) => number

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** The prefix of `path`; `/fapi` by default. */
  readonly base?: ''
  readonly path: string
  /** Keyed: needs the API key, but no signature. */
  readonly access: 'public' | 'keyed' | 'signed'
  /** Request weight; if Binance varies it: for one symbol and for all, or by the parameters. */
  readonly weight: number | { readonly withSymbol: number; readonly without: number } | WeightOf
  /** Counts as an order. */
  readonly order?: true
  /** Saves lagging cursors even if nothing changed: for the endpoints that every tick of the watch reads. */
  readonly savesCursors?: true
  /**
   * A batch: the parameters of each of its requests, which are answered in turn as if each had come alone. Each is a
   * change of its own, so a refused one leaves the others as they are.
   */
  readonly split?: (params: Params) => readonly Params[]
  readonly answer: (call: EndpointCall) => Promise<unknown>
}

export function weightOf(endpoint: Endpoint, params: Params): number {
  if (typeof endpoint.weight === 'number') return endpoint.weight
  if (typeof endpoint.weight === 'function') return endpoint.weight(params)
  return params.optional('symbol') === undefined ? endpoint.weight.without : endpoint.weight.withSymbol
}
