import { binanceStream } from '#binance/streams/binance-stream.ts'
import { latency } from '#domain/latency.ts'
import type { PositionRow } from '#domain/messages.ts'
import type { Wake } from '#domain/wake.ts'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { accountListenKeys } from '#paper/streams/listen-keys.ts'
import { createStreams, type Streams } from '#paper/streams/streams.ts'
import { watchedStore } from '#paper/streams/watched-store.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { listen } from '../../functions/sentinel/listen.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { recordingTelemetry } from '../in-process/recording-telemetry.ts'
import { openedAt } from '../sentinel/opened-at.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { unmetered } from './dynamo-meter.ts'
import { type Floor, minuteMs, openFloor } from './floor.ts'
import { manySymbols } from './many-symbols.ts'
import { type MarketTime, marketTime } from './market-time.ts'

/** The use cases on one venue in a time of its own, under the limits of Binance; nothing leaves this process. */
export interface TimedFloor extends Floor {
  readonly time: MarketTime
  readonly faults: Faults
  /** The watch looks from now on, and a sentinel hears, if wanted. */
  begin(): void
  /** Wakes of the sentinel so far. */
  wakes(): number
}

const intervalMs = loadConfiguration({}).checkIntervalSeconds * 1000
/** The beginning of a minute. */
const start = Date.UTC(2026, 0, 5, 12)
const startMs = latency.start.usual

export async function openTimedFloor(positions: number, isHeard: boolean): Promise<TimedFloor> {
  const [store, listenKeys, faults] = [watchedStore(createMemoryStore()), accountListenKeys(), createFaults()]
  const settings = { ...defaultPaperSettings, latencyMs: 0, streamDelayMs: latency.venue.usual }
  let streams: Streams | undefined
  const time = marketTime(start, async () => streams?.run())
  const floor = await openFloor({
    ...{ dynamo: memoryForTests(), clock: time, positions, latencyMs: 0, venueItems: 'memory' },
    ...{ meter: unmetered, venueParts: { store, listenKeys, faults, settings } },
  })
  const { feed, venue, state } = floor
  const accounts = [{ keys: listenKeys, store, venue, settings }]
  streams = createStreams({
    ...{ accounts, feed, clock: time, faults, settings, rules: manySymbols(positions).rules },
  })
  const open = openedAt(streams)
  const failures: unknown[] = []
  let wakes = 0

  const looks = async (rows: readonly PositionRow[]) => {
    await time.sleep(startMs)
    await floor.lookAndClose(rows)
  }
  const begun = (running: Promise<unknown>) => void running.catch(error => failures.push(error))
  /** Without a position to look at again the next run begins with the next minute. */
  const watch = async () => {
    for (let apart = intervalMs; ; ) {
      await time.sleep(apart - (time.now() % apart))
      const { rows, again } = await floor.tick(`tick ${time.now()}`)
      begun(looks(rows))
      apart = again ? intervalMs : minuteMs
    }
  }
  const woken = async (wake: Wake) => {
    await time.sleep(startMs)
    await looks(await floor.surveyWoken(wake))
  }
  const wakeWatch = async (wake: Wake) => {
    wakes += 1
    begun(woken(wake))
  }
  const stream = binanceStream({
    ...{ clock: time, timeoutMs: 1_000, random: () => 0.5, open },
    addresses: { rest: 'https://fapi.binance.com', streams: ['wss://venue'] },
    apiKey: async () => settings.apiKey,
    fetch: (url, init) => venue.fetch(url, init),
  })
  const { telemetry } = recordingTelemetry()
  const rests = async () => []
  const context = { clock: time, state, telemetry, stream, wakeWatch, rests, holder: 'bench' }
  return {
    ...floor,
    ...{ time, faults },
    begin: () => {
      begun(watch())
      if (isHeard) begun(listen({ ...context, startSentinel: async () => {}, report: async () => {} }, {}))
    },
    wakes: () => {
      if (failures.length > 0) throw failures[0]
      return wakes
    },
  }
}

/** Until the exchange's next minute begins. */
export const toNextMinute = ({ time }: TimedFloor): Promise<void> =>
  time.pass(minuteMs - (time.now() % minuteMs))
