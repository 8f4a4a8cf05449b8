import type { PriceHistory } from '../feed/price-history.ts'
import type { ListenKeys } from '../ports.ts'
import type { RuleBook } from '../rules/rule-book.ts'
import type { Session } from '../session/session.ts'
import type { Params } from './params.ts'

/** What an endpoint may know besides the session. */
export interface EndpointCall {
  readonly params: Params
  readonly session: Session
  /** As it is for this request. */
  readonly rules: RuleBook
  readonly history: PriceHistory
  /** Undefined where nothing serves streams. */
  readonly listenKeys: ListenKeys | undefined
}

type WeightOf = (params: Params) => number

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** What `path` stands below; `/fapi` where nothing else is said. */
  readonly base?: ''
  readonly path: string
  /** Keyed: the API key is asked for, no signature. */
  readonly access: 'public' | 'keyed' | 'signed'
  /** Request weight; where Binance differs by it, for one symbol and for all, or by what is asked. */
  readonly weight: number | { readonly withSymbol: number; readonly without: number } | WeightOf
  /** Counts as an order. */
  readonly order?: true
  /** Saves cursors that lag although nothing changed: the endpoints that every tick reads. */
  readonly savesCursors?: true
  /**
   * A batch: the parameters of each of its requests, which are answered in turn as if they had come alone. Each
   * is a change of its own, so one that is refused leaves the others as they are.
   */
  readonly split?: (params: Params) => readonly Params[]
  readonly answer: (call: EndpointCall) => Promise<unknown>
}

export function weightOf(endpoint: Endpoint, params: Params): number {
  if (typeof endpoint.weight === 'number') return endpoint.weight
  if (typeof endpoint.weight === 'function') return endpoint.weight(params)
  return params.optional('symbol') === undefined ? endpoint.weight.without : endpoint.weight.withSymbol
}
