import { setTimeout as pause } from 'node:timers/promises'
import { addressesOf } from '#binance/streams/addresses.ts'
import { binanceStream } from '#binance/streams/binance-stream.ts'
import { latency } from '#domain/latency.ts'
import type { PositionRow } from '#domain/messages.ts'
import type { Wake } from '#domain/wake.ts'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { accountListenKeys } from '#paper/streams/listen-keys.ts'
import { createStreams } from '#paper/streams/streams.ts'
import { watchedStore } from '#paper/streams/watched-store.ts'
import { systemClock } from '#ports/clock.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { listen } from '../../functions/sentinel/listen.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { serveVenue } from '../../infra/local/market/serve.ts'
import { type Recorded, recordingTelemetry } from '../in-process/recording-telemetry.ts'
import type { LocalDynamo } from '../table/local-table.ts'
import { type Floor, openFloor } from './floor.ts'
import { manySymbols } from './many-symbols.ts'

/** The use cases on one venue in real time, the watch that looks at their positions, and a sentinel if wanted. */
export interface HeardFloor extends Floor {
  readonly faults: Faults
  readonly heard: Recorded
  /** Ticks from now on. */
  watch(): void
  /** The sentinel's requests, by its own count. */
  sentinelWeight(): number
  end(): Promise<void>
}

/** The way to the exchange and from it, each; a stream's message takes as long. */
export const wayMs = latency.venue.usual
/** AWS's own delay, without the table's: the start of an execution, and of each function in it. */
const [startMs, service] = [latency.start.usual, latency.service.usual]
const intervalMs = loadConfiguration({}).checkIntervalSeconds * 1000
const holder = 'bench'

export async function openHeardFloor(
  dynamo: LocalDynamo,
  positions: number,
  isHeard: boolean,
): Promise<HeardFloor> {
  const [store, keys, faults] = [watchedStore(createMemoryStore()), accountListenKeys(), createFaults()]
  // The opening of many positions at once is not measured, only their weight afterwards.
  const settings = { ...defaultPaperSettings, latencyMs: wayMs, streamDelayMs: wayMs, weightLimit: 1e9 }
  const venueParts = { store, listenKeys: keys, faults, settings }
  const clock = systemClock
  const floor = await openFloor({
    ...{ dynamo, clock, positions, latencyMs: wayMs, venueItems: 'memory', venueParts },
  })
  const { feed, venue, state } = floor
  const { rules } = manySymbols(positions)
  const accounts = [{ keys, store, venue, settings }]
  const streams = createStreams({ accounts, feed, clock, rules, faults, settings })
  const served = await serveVenue(venue, { streams })
  const heard = recordingTelemetry()
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  let spent = 0

  /** One run of the watch: each function is started before it begins. */
  function run(surveyed: () => Promise<readonly PositionRow[]>): void {
    const done = (async () => {
      await pause(startMs)
      const rows = await surveyed()
      await pause(startMs)
      await floor.lookAndClose(rows)
    })().finally(() => running.delete(done))
    running.add(done)
  }
  async function watch(): Promise<void> {
    while (!closing.signal.aborted) {
      await pause(intervalMs - (clock.now() % intervalMs))
      if (!closing.signal.aborted) run(() => floor.survey(`tick ${clock.now()}`))
    }
  }
  const wakeWatch = async (wake: Wake) => {
    await pause(service)
    run(() => floor.surveyWoken(wake))
    await pause(service)
  }
  // It keeps a key alive once a minute: nothing waits for that.
  const patient = { now: clock.now, sleep: (ms: number) => pause(ms, undefined, { ref: ms < 60_000 }) }
  const stream = binanceStream({
    ...{ clock: patient, timeoutMs: 5_000, addresses: addressesOf('live', served.url) },
    apiKey: async () => settings.apiKey,
  })
  let ended: Promise<unknown> = Promise.resolve()
  const begin = () =>
    listen(
      {
        ...{ clock, state, telemetry: heard.telemetry, stream, wakeWatch, holder },
        startSentinel: async () => {},
        rests: async () => [],
        report: async it => {
          spent += it.drainUsage().weight
        },
      },
      {},
    )

  return {
    ...floor,
    ...{ faults, heard },
    watch: () => {
      void watch()
      if (isHeard) ended = begin()
    },
    sentinelWeight: () => spent,
    end: async () => {
      closing.abort()
      // The listener ends by itself once it learns that another one listens.
      await state.sentinel.leave(holder)
      const now = clock.now()
      await state.sentinel.beat('none', { now, until: now + 3_600_000, heldAt: undefined, after: undefined })
      await ended
      await Promise.allSettled([...running])
      await served.close()
    },
  }
}
