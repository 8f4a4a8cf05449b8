import type { OpenConnection } from './connection.ts'
import { marketEvents } from './market-streams.ts'
import type { StreamMarket } from './stream-market.ts'

/** Sends market streams to their listeners; each stream is computed once for all of them. */
export interface MarketTeller {
  tell(connections: readonly OpenConnection[], at: number): Promise<void>
}

export function marketTeller(market: StreamMarket): MarketTeller {
  /** How far each stream has been told; ms. */
  const told = new Map<string, number>()
  return {
    tell: async (connections, at) => {
      const listeners = Map.groupBy(connections.flatMap(listenersIn), ({ stream }) => stream.name)
      for (const name of told.keys()) if (!listeners.has(name)) told.delete(name)
      for (const [name, own] of listeners) {
        const [first] = own
        if (first === undefined) continue
        const from = told.get(name) ?? Math.min(...own.map(({ since }) => since))
        told.set(name, at)
        for (const { time, data } of await marketEvents(first.stream, market, { from, to: at })) {
          const json = JSON.stringify(data)
          const message = { stream: name, event: eventOf(data) }
          for (const { connection, since } of own)
            if (time > since) connection.post({ name, json, message, at: time })
        }
      }
    },
  }
}

const listenersIn = (connection: OpenConnection) =>
  connection.subscriptions.market().map(each => ({ connection, ...each }))

/** The event name of a message, or of the first in a list. */
function eventOf(data: unknown): string {
  const first: unknown = Array.isArray(data) ? data[0] : data
  return typeof first === 'object' && first !== null && 'e' in first ? String(first.e) : ''
}
