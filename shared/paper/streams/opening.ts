import { USER_EVENTS, type UserEventName } from './user-event.ts'

/** Binance's bases of 2026, and the former one, which has kept the streams of `public` alone. */
type StreamRoute = 'public' | 'market' | 'private' | 'former'

/** What the address says that a listener connects to. */
export interface Opening {
  readonly route: StreamRoute
  /** Whether messages say of which stream they are. */
  readonly combined: boolean
  /** Market streams and listen keys, by name. */
  readonly names: readonly string[]
}

/**
 * Reads `/market/ws/btcusdt@aggTrade`, `/public/stream?streams=a/b`, `/private/ws/KEY`,
 * `/private/ws?listenKey=KEY&events=A/B`. Undefined for an address where nothing is streamed.
 */
export function openingOf(address: string): Opening | undefined {
  const { pathname, searchParams } = new URL(address, 'ws://venue')
  const found = /^(?:\/(public|market|private))?\/(ws|stream)(?:\/(.*))?$/.exec(pathname)
  if (found === null) return undefined
  const [, route = 'former', mode, path = ''] = found
  const listed = [...path.split('/'), ...(searchParams.get('streams') ?? '').split('/')]
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

/** A listen key by itself, or with one of its events: `KEY@ORDER_TRADE_UPDATE`. */
export interface UserStreamName {
  readonly key: string
  /** Undefined: all. */
  readonly event: UserEventName | undefined
}

/** Undefined for what cannot be a listen key. Whether it lives is asked when something is told. */
export function userStreamName(name: string): UserStreamName | undefined {
  const [key = '', event, ...more] = name.split('@')
  if (!/^[A-Za-z0-9]{32,}$/.test(key) || more.length > 0) return undefined
  if (event === undefined) return { key, event: undefined }
  const known = USER_EVENTS.find(each => each === event)
  return known && { key, event: known }
}
