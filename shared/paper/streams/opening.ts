import { USER_EVENTS, type UserEventName } from './user-event.ts'

/** Binance's bases of 2026, and the former one, on which only the streams of `public` remain. */
type StreamRoute = 'public' | 'market' | 'private' | 'former'

/** What a listener's address asks for. */
export interface Opening {
  readonly route: StreamRoute
  /** Whether messages name their stream. */
  readonly combined: boolean
  /** Market streams and listen keys, by name. */
  readonly names: readonly string[]
}

/**
 * Reads `/market/ws/btcusdt@aggTrade`, `/public/stream?streams=a/b`, `/private/ws/KEY`,
 * `/private/ws?listenKey=KEY&events=A/B`. Undefined for an address without streams.
 */
export function openingOf(address: string): Opening | undefined {
  // Whatever a client asks for is a path: `//` names no host.
  const path = address.startsWith('/') ? address : `/${address}`
  const { pathname, searchParams } = new URL(`ws://venue${path}`)
  const found = /^(?:\/(public|market|private))?\/(ws|stream)(?:\/(.*))?$/.exec(pathname)
  if (found === null) return undefined
  const [, route = 'former', mode, listedThere = ''] = found
  const listed = [...listedThere.split('/'), ...(searchParams.get('streams') ?? '').split('/')]
  return {
    route: route as StreamRoute,
    combined: mode === 'stream',
    names: [...listed.filter(name => name !== ''), ...keysIn(searchParams)],
  }
}

/** Each key with the events that follow it; without any, all of its events. */
function keysIn(params: URLSearchParams): readonly string[] {
  const names: string[] = []
  let key: string | undefined
  const flush = () => {
    if (key !== undefined) names.push(key)
    key = undefined
  }
  for (const [name, value] of params) {
    if (name === 'listenKey') {
      flush()
      key = value
    } else if (name === 'events' && key !== undefined) {
      names.push(...value.split('/').map(event => `${key}@${event}`))
      key = undefined
    }
  }
  flush()
  return names
}

/** A listen key alone, or with one of its events: `KEY@ORDER_TRADE_UPDATE`. */
export interface UserStreamName {
  readonly key: string
  /** Undefined: all. */
  readonly event: UserEventName | undefined
}

/** Undefined for text that cannot be a listen key. Whether the key lives is checked when there is something to tell. */
export function userStreamName(name: string): UserStreamName | undefined {
  const [key = '', event, ...more] = name.split('@')
  if (!/^[A-Za-z0-9]{32,}$/.test(key) || more.length > 0) return undefined
  if (event === undefined) return { key, event: undefined }
  const known = USER_EVENTS.find(each => each === event)
  return known && { key, event: known }
}
