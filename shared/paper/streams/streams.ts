import type { Clock } from '#ports/clock.ts'
import { priceHistory } from '../feed/price-history.ts'
import { noStreamFaults, type VenueHook } from '../hook.ts'
import type { PriceFeed } from '../ports.ts'
import { parseRules, type VenueRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'
import { type Connection, type Listener, type OpenConnection, openConnection } from './connection.ts'
import { marketTeller } from './market-teller.ts'
import { openingOf } from './opening.ts'
import { type StreamedAccount, userStream } from './user-stream.ts'
import { userTeller } from './user-teller.ts'

export interface StreamsParts {
  readonly accounts: readonly StreamedAccount[]
  readonly feed: PriceFeed
  readonly rules: VenueRules
  readonly settings: PaperSettings
  /** The only source of time. */
  readonly clock: Pick<Clock, 'now'>
  /** The faults; none if not given. */
  readonly faults?: Pick<VenueHook, 'market' | 'streams'>
}

/**
 * The venue's streams, without sockets. Nothing runs without a call: a socket server runs them often, a test whenever
 * its time moves on.
 */
export interface Streams {
  /** Undefined if the address has no streams, or the connection is refused. */
  connect(address: string, listener: Listener): Connection | undefined
  /** Sends everything that happened up to now, and delivers what is due. */
  run(): Promise<void>
  /** Milliseconds until the next message on its way arrives; infinite if there is none. */
  dueInMs(): number
  /** Calls back whenever there is news of an account that has listeners. */
  onNews(call: () => void): void
}

export function createStreams(parts: StreamsParts): Streams {
  const { settings, clock, accounts } = parts
  const feed = parts.faults?.market(parts.feed) ?? parts.feed
  const faults = parts.faults?.streams ?? noStreamFaults
  const now = () => clock.now()
  const rules = parseRules(parts.rules)
  const market = marketTeller({ feed, settings, rules, history: priceHistory(feed) })
  let news = () => {}
  const told = { now, news: () => news() }
  const users = accounts.map(account => userTeller(userStream(account, rules, told), account.keys, faults))
  let connections: readonly OpenConnection[] = []
  let running: Promise<void> = Promise.resolve()

  /** A new connection's events are noted from this instant on. */
  const heed = (connection: OpenConnection) => {
    for (const user of users) user.heed(connection, now())
  }

  const runOnce = async () => {
    connections = connections.filter(connection => connection.isOpen)
    const at = now()
    for (const user of users) await user.tell(connections, at)
    await market.tell(connections, at)
    for (const connection of connections) connection.run(at)
  }

  return {
    connect: (address, listener) => {
      const opening = openingOf(address)
      if (opening === undefined || faults.refuses(address, now())) return undefined
      const connection = openConnection(opening, listener, { now, delayMs: settings.streamDelayMs, faults })
      connections = [...connections, connection]
      heed(connection)
      return {
        ...connection,
        receive: text => {
          connection.receive(text)
          heed(connection)
        },
      }
    },
    run: () => {
      running = running.then(runOnce, runOnce)
      return running
    },
    dueInMs: () =>
      Math.min(Number.POSITIVE_INFINITY, ...connections.map(connection => connection.nextAt())) - now(),
    onNews: call => {
      news = call
    },
  }
}
