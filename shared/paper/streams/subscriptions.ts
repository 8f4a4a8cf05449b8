import { type Opening, type UserStreamName, userStreamName } from './opening.ts'
import { type MarketStream, marketStream } from './stream-name.ts'
import type { UserEvent } from './user-event.ts'

/** What one connection listens to. */
export interface Subscriptions {
  add(names: readonly string[], at: number): void
  remove(names: readonly string[]): void
  names(): readonly string[]
  /** The market streams that its base carries, with the time since when it listens. */
  market(): readonly { readonly stream: MarketStream; readonly since: number }[]
  /** The subscribed names that get an event which happened at `T` on the stream of this key. */
  namesOf(key: string, event: Pick<UserEvent, 'e'>, T: number): readonly string[]
  keys(): ReadonlySet<string>
}

/** Each name is parsed once, on subscription: a thousand listeners are searched many times a second. */
interface Listened {
  readonly name: string
  readonly since: number
  readonly stream: MarketStream | undefined
  readonly user: UserStreamName | undefined
}

/**
 * A name of another base, of no symbol or of no stream is accepted and stays silent, as on Binance: a subscription
 * does not prove that messages will come.
 */
export function subscriptions({ route }: Pick<Opening, 'route'>): Subscriptions {
  const listened = new Map<string, Listened>()
  let market: ReturnType<Subscriptions['market']> = []
  let users: readonly (UserStreamName & Pick<Listened, 'name' | 'since'>)[] = []
  let keys: ReadonlySet<string> = new Set()
  const isTold = (stream: MarketStream) => stream.route === (route === 'former' ? 'public' : route)
  const read = (name: string, since: number): Listened => {
    const stream = marketStream(name)
    const user = route === 'private' ? userStreamName(name) : undefined
    return { name, since, stream: stream && isTold(stream) ? stream : undefined, user }
  }
  const changed = () => {
    const all = [...listened.values()]
    market = all.flatMap(({ stream, since }) => (stream === undefined ? [] : [{ stream, since }]))
    users = all.flatMap(({ name, since, user }) => (user === undefined ? [] : [{ name, since, ...user }]))
    keys = new Set(users.map(({ key }) => key))
  }
  return {
    add: (names, at) => {
      for (const name of names) if (!listened.has(name)) listened.set(name, read(name, at))
      changed()
    },
    remove: names => {
      for (const name of names) listened.delete(name)
      changed()
    },
    names: () => [...listened.keys()],
    market: () => market,
    namesOf: (key, { e }, T) =>
      users
        .filter(user => user.key === key && (user.event ?? e) === e && user.since <= T)
        .map(({ name }) => name),
    keys: () => keys,
  }
}
