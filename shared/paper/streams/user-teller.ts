import type { StreamHook } from '../hook.ts'
import type { OpenConnection } from './connection.ts'
import type { AccountListenKeys } from './listen-keys.ts'
import type { UserEvent } from './user-event.ts'
import type { Liquidation, UserStream } from './user-stream.ts'

/** Sends one account's events to the listeners with its listen key. */
export interface UserTeller {
  /** If this connection listens, events are recorded from now on. */
  heed(connection: OpenConnection, at: number): void
  tell(connections: readonly OpenConnection[], at: number): Promise<void>
}

export function userTeller(user: UserStream, keys: AccountListenKeys, faults: StreamHook): UserTeller {
  /** A key that was never issued, or has run out, gets no events; its connection stays open all the same. */
  const isHeard = (connections: readonly OpenConnection[], at: number): boolean =>
    connections.some(
      ({ subscriptions }) =>
        liquidationStreams(subscriptions.market()).length > 0 ||
        [...subscriptions.keys()].some(key => keys.isLive(key, at)),
    )

  const tellKey = (connections: readonly OpenConnection[], key: string, event: UserEvent, T: number) => {
    const json = JSON.stringify(event)
    const message = { stream: 'user', event: event.e }
    for (const connection of connections)
      for (const name of connection.subscriptions.namesOf(key, event, T))
        connection.post({ name, json, message, at: event.E })
  }

  const tellAll = async (connections: readonly OpenConnection[], key: string | undefined, until: number) => {
    const { events, liquidations } = await user.collect()
    for (const { T, event } of events) if (key !== undefined && T < until) tellKey(connections, key, event, T)
    for (const liquidation of liquidations) tellLiquidation(connections, liquidation)
  }

  return {
    heed: (connection, at) => {
      if (isHeard([connection], at)) user.listen()
    },
    tell: async (connections, at) => {
      if (isHeard(connections, at) && faults.endsKey(at)) keys.expire(at)
      const expired = keys.expired(at)
      const key = expired?.key ?? keys.live(at)
      const isListening = expired !== undefined || isHeard(connections, at)
      if (isListening) await tellAll(connections, key, expired?.at ?? Number.POSITIVE_INFINITY)
      if (expired !== undefined) {
        const event: UserEvent = { e: 'listenKeyExpired', E: at, listenKey: expired.key }
        tellKey(connections, expired.key, event, at)
      }
      if (!isHeard(connections, at)) user.rest()
    },
  }
}

const liquidationStreams = (listened: ReturnType<OpenConnection['subscriptions']['market']>) =>
  listened.map(({ stream }) => stream).filter(({ topic }) => topic.kind === 'forceOrder')

/** forceOrder: the venue knows only the liquidations of its own accounts. */
function tellLiquidation(connections: readonly OpenConnection[], { symbol, at, data }: Liquidation): void {
  const json = JSON.stringify(data)
  for (const connection of connections)
    for (const stream of liquidationStreams(connection.subscriptions.market()))
      if ((stream.symbol ?? symbol) === symbol)
        connection.post({
          name: stream.name,
          json,
          at,
          message: { stream: stream.name, event: 'forceOrder' },
        })
}
