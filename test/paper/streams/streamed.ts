import type { Faults } from '#paper/faults/faults.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import type { Connection } from '#paper/streams/connection.ts'
import { accountListenKeys } from '#paper/streams/listen-keys.ts'
import { createStreams, type Streams } from '#paper/streams/streams.ts'
import type { StreamedAccount } from '#paper/streams/user-stream.ts'
import { watchedStore } from '#paper/streams/watched-store.ts'
import { createMemoryStore } from '../../../infra/local/market/memory-store.ts'
import { type Bench, type BenchOptions, bench } from '../builder.ts'

/** The messages of a listener, in the order of arrival. It answers pings. */
export interface Heard {
  readonly connection: Connection
  // biome-ignore lint/suspicious/noExplicitAny: messages of the wire are looked at field by field
  readonly messages: any[]
  readonly closed: { code: number; reason: string }[]
  pings: number
}

export interface StreamedBench extends Bench {
  readonly streams: Streams
  readonly account: StreamedAccount
  /** Throws if the venue refuses the connection. */
  listen(address: string): Heard
  listenKey(): Promise<string>
}

/** A bench whose venue has streams that arrive at once, unless its settings say otherwise. */
export function streamedBench({
  faults,
  ...options
}: BenchOptions & { readonly faults?: Faults } = {}): StreamedBench {
  const store = watchedStore(options.store ?? createMemoryStore())
  const keys = accountListenKeys()
  const settings = { streamDelayMs: 0, ...options.settings }
  const of = bench({ ...options, store, settings, listenKeys: keys, ...(faults && { faults }) })
  const account = { keys, store, venue: of.venue, settings: of.settings }
  const streams = createStreams({
    ...{ accounts: [account], feed: of.feed, clock: of.clock, settings: of.settings },
    rules: options.rules ?? shippedRules,
    ...(faults && { faults }),
  })
  return {
    ...of,
    streams,
    account,
    listen: address => {
      const messages: unknown[] = []
      const closed: Heard['closed'] = []
      let pings = 0
      const connection: Connection | undefined = streams.connect(address, {
        tell: text => messages.push(JSON.parse(text)),
        ping: () => {
          pings += 1
          connection?.pong()
        },
        closed: (code, reason) => closed.push({ code, reason }),
      })
      if (connection === undefined) throw new Error(`Expected a stream at ${address}, the venue refused.`)
      return {
        connection,
        messages,
        closed,
        get pings() {
          return pings
        },
      }
    },
    listenKey: async () => (await of.send('POST', '/v1/listenKey')).body.listenKey,
  }
}
