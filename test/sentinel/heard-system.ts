import { binanceStream } from '#binance/streams/binance-stream.ts'
import type { Wake } from '#domain/wake.ts'
import { watchedAccount } from '#lambda/watched-account.ts'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { recordedPrices } from '#paper/feed/watched-prices.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { accountWatch } from '#paper/streams/account-watch.ts'
import { accountListenKeys } from '#paper/streams/listen-keys.ts'
import { createStreams } from '#paper/streams/streams.ts'
import { watchedStore } from '#paper/streams/watched-store.ts'
import type { Ear, Listening } from '#ports/venue-stream.ts'
import { type Ended, listen } from '../../functions/sentinel/listen.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { recordingTelemetry } from '../in-process/recording-telemetry.ts'
import { openSystem, type System } from '../in-process/system.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { openedAt } from './opened-at.ts'

/** The time AWS takes from a start to the first step of an execution, and from there to the function; ms. */
const startMs = 60

/** The whole system and a sentinel that listens to its venue, in one time that a test moves. */
export interface HeardSystem extends System {
  readonly faults: Faults
  readonly wakes: Wake[]
  readonly lines: ReturnType<typeof recordingTelemetry>
  readonly ended: Ended[]
  /** Begins to listen, and goes on while time passes. */
  listen(holder?: string): void
  pass(ms: number): Promise<void>
}

export async function heardSystem(venueOf: 'binance' | 'paper' = 'binance'): Promise<HeardSystem> {
  const memory = createMemoryStore()
  const [keys, store, faults] = [accountListenKeys(), watchedStore(memory), createFaults()]
  const settings = { latencyMs: 50, streamDelayMs: 20 }
  const system = await openSystem(memoryForTests(), { store, listenKeys: keys, faults, settings })
  const venue = { keys, store, venue: system.venue, settings: system.settings }
  const common = { feed: system.feed, clock: system.clock, rules: shippedRules, faults }
  const streams = createStreams({ ...common, accounts: [venue], settings: system.settings })
  const lines = recordingTelemetry()
  const [wakes, ended]: [Wake[], Ended[]] = [[], []]
  let waking: readonly Wake[] = []
  let sleepers: readonly { readonly at: number; readonly wake: () => void }[] = []
  const now = () => system.clock.now()
  const clock = {
    now,
    sleep: (ms: number) =>
      new Promise<void>(wake => {
        sleepers = [...sleepers, { at: now() + ms, wake }]
      }),
  }
  /** Like a separate process: it shares with the functions only what they store. */
  const watching = (ear: Ear): Listening => {
    const prices = recordedPrices(system.feed)
    const watch = accountWatch({ ...common, store: memory, prices, settings: system.settings })
    return watchedAccount({ watch, prices, clock, ear, wanted: () => {}, tellsMarks: true })
  }
  const told = binanceStream({
    ...{ clock, timeoutMs: 1_000, random: () => 0.5, open: openedAt(streams) },
    addresses: { rest: 'https://fapi.binance.com', streams: ['wss://venue'] },
    apiKey: async () => system.settings.apiKey,
    fetch: (url, init) => system.venue.fetch(url, init),
  })
  const stream = venueOf === 'paper' ? { listen: watching } : told

  /** Waits for everything that follows from the last event. */
  const settle = async () => {
    for (let turn = 0; turn < 12; turn++) await new Promise(setImmediate)
  }

  /** Runs everything that is due: sleepers, messages of streams, started executions. */
  async function step(): Promise<void> {
    const due = sleepers.filter(({ at }) => at <= now())
    sleepers = sleepers.filter(({ at }) => at > now())
    for (const { wake } of due) wake()
    await settle()
    await streams.run()
    await settle()
    const started = waking
    waking = []
    for (const wake of started) {
      system.clock.advance(startMs)
      await system.wake(wake)
    }
  }

  async function pass(ms: number): Promise<void> {
    for (const until = now() + ms; ; ) {
      await step()
      if (now() >= until) return
      const next = Math.min(until, now() + 10, ...sleepers.map(({ at }) => at))
      system.clock.advance(Math.max(1, next - now()))
    }
  }

  return {
    ...system,
    ...{ faults, wakes, lines, ended, pass },
    listen: (holder = 'a') => {
      const wakeWatch = async (wake: Wake) => {
        wakes.push(wake)
        waking = [...waking, wake]
      }
      const context = {
        ...{ clock, state: system.state, telemetry: lines.telemetry, stream, holder, wakeWatch },
        startSentinel: async () => {},
        rests: async () => [],
        report: async () => {},
      }
      void listen(context, {}).then(why => ended.push(why))
    },
  }
}
