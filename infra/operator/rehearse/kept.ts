import type { Overhear } from '#binance/binance.ts'
import type { Clock } from '#ports/clock.ts'
import { type Recorded, recorded } from '../../local/market/recording.ts'

/** A rehearsal's request with its answer, without the key, the signature and anything that names the account. */
export interface Kept extends Recorded {
  /** From 1, in order of the answers. */
  readonly n: number
}

/** Records everything that goes over a wire, each answer at once: so the record survives if the process is killed. */
export function keeper(symbol: string, clock: Clock, keep: (kept: Kept) => void): Overhear {
  let count = 0
  return (fetch, secrets) => {
    const write = (line: string) => {
      count += 1
      keep({ n: count, ...presentable(JSON.parse(line) as Recorded, symbol) })
    }
    const wire = recorded({ fetch: (url, init) => fetch(String(url), init ?? {}) }, { clock, write, secrets })
    return (url, init) => wire.fetch(url, init)
  }
}

/** Keeps only those headers that tell the limits, and only the rehearsed symbol from lists of all symbols. */
function presentable({ headers, body, ...asked }: Recorded, symbol: string): Recorded {
  const shown = Object.entries(headers ?? {}).filter(([name]) => limits.test(name))
  const kept = nameless(asked.path.endsWith('/exchangeInfo') ? onlyOf(symbol, body) : body)
  return {
    ...asked,
    ...(shown.length > 0 && { headers: Object.fromEntries(shown) }),
    ...(kept !== undefined && { body: kept }),
  }
}

const limits = /^(x-mbx-(used-weight|order-count)|retry-after)/i

function onlyOf(symbol: string, body: unknown): unknown {
  const { symbols } = (body ?? {}) as { readonly symbols?: readonly { readonly symbol?: unknown }[] }
  if (!Array.isArray(symbols)) return body
  return { ...(body as object), symbols: symbols.filter(each => each?.symbol === symbol) }
}

const naming = /^(uid|user_?id|account_?(id|alias|name)|sub_?account\w*|master\w*|email)$/i

function nameless(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(nameless)
  if (typeof body !== 'object' || body === null) return body
  const fields = Object.entries(body).map(([name, value]) => [
    name,
    naming.test(name) ? '***' : nameless(value),
  ])
  return Object.fromEntries(fields)
}

/** Client ids of conditional orders that may stand: accepted or with an unknown outcome, and not cancelled. */
export function mayStand(kept: readonly Kept[]): readonly string[] {
  const ofOrders = kept.filter(({ path }) => path.endsWith('/algoOrder'))
  const isRefused = ({ status }: Kept) => status !== undefined && status >= 400 && status < 500
  const placed = ofOrders.filter(each => each.method === 'POST' && !isRefused(each))
  const cancelled = ofOrders.filter(({ method, status }) => method === 'DELETE' && status === 200)
  const gone = new Set(cancelled.map(({ params }) => params.clientAlgoId))
  const ids = placed.flatMap(({ params }) => params.clientAlgoId ?? [])
  return [...new Set(ids)].filter(id => !gone.has(id))
}

/**
 * Whether an answer says that a conditional order was triggered: it has the time of that, or the order it made. One
 * that found nothing to sell has made none.
 */
export const isToldAsFired = (kept: readonly Kept[], clientId: string): boolean =>
  kept.some(({ method, path, params, status, body }) => {
    if (method !== 'GET' || !path.endsWith('/algoOrder') || params.clientAlgoId !== clientId) return false
    const { actualOrderId, triggerTime } = body as Readonly<Record<string, unknown>>
    return status === 200 && Boolean(actualOrderId || triggerTime)
  })

/** Whether a list of open conditional orders was answered and contains this order. */
export const isAlgoList = ({ path, status }: Kept): boolean =>
  path.endsWith('/openAlgoOrders') && status === 200
/** Shown at all, or shown as triggered. */
export const showsAlgo = ({ body }: Kept, clientId: string, as?: 'fired'): boolean =>
  Array.isArray(body) &&
  body.some(row => row?.clientAlgoId === clientId && (as === undefined || row.algoStatus !== 'NEW'))
