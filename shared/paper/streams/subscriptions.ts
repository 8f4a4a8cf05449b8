import { type Opening, userStreamName } from './opening.ts'
import { type MarketStream, marketStream } from './stream-name.ts'
import type { UserEvent } from './user-event.ts'

/** What one connection listens to. */
export interface Subscriptions {
  add(name: string, at: number): void
  remove(name: string): void
  names(): readonly string[]
  /** Market streams that its base tells, with the time since when it listens. */
  market(): readonly { readonly stream: MarketStream; readonly since: number }[]
  /** The names under which it is told an event of the stream with this key. */
  namesOf(key: string, event: Pick<UserEvent, 'e'>): readonly string[]
  keys(): ReadonlySet<string>
}

/**
 * A name of another base, of no symbol or of no stream is taken and stays silent, as on Binance: that something was
 * subscribed says nothing about whether anything will come.
 */
export function subscriptions({ route }: Pick<Opening, 'route'>): Subscriptions {
  const since = new Map<string, number>()
  const isTold = (stream: MarketStream) => stream.route === (route === 'former' ? 'public' : route)
  const users = () =>
    route === 'private'
      ? [...since.keys()].flatMap(name => {
          const user = userStreamName(name)
          return user === undefined ? [] : [{ name, ...user }]
        })
      : []
  return {
    add: (name, at) => {
      if (!since.has(name)) since.set(name, at)
    },
    remove: name => void since.delete(name),
    names: () => [...since.keys()],
    market: () =>
      [...since].flatMap(([name, from]) => {
        const stream = marketStream(name)
        return stream !== undefined && isTold(stream) ? [{ stream, since: from }] : []
      }),
    namesOf: (key, { e }) =>
      users()
        .filter(user => user.key === key && (user.event ?? e) === e)
        .map(({ name }) => name),
    keys: () => new Set(users().map(({ key }) => key)),
  }
}
