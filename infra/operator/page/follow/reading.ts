import { scrubber } from '#binance/scrub.ts'
import { complaintOf } from '../../failure-words.ts'
import type { Known, What } from '../read/known.ts'
import type { ReadingShown } from '../shown/health.ts'
import { PartlyRead, type Source } from './source.ts'

/** While started, reads each source at its own pace. */
export interface Reading {
  known(): Known
  /** When each source was last read, and why it cannot be read now. */
  states(): readonly ReadingShown[]
  start(): void
  stop(): void
  /** Reads everything due once, for a caller that does not follow. */
  readDue(): Promise<void>
  /** Reads these at once, if started. */
  wake(what: readonly What[]): void
  /** Whether the source was read since the last call. */
  take(what: What): boolean
  /** Whether the known value was read before the start and is now being read again. */
  isOld(what: What): boolean
}

export interface ReadingOptions {
  readonly sources: readonly Source[]
  readonly now: () => number
  readonly onRead: () => void
}

/** Least time before a failed source is read again; real milliseconds. */
const afterFailureMs = 3_000
const scrub = scrubber([])

export function createReading({ sources, now, onRead }: ReadingOptions): Reading {
  let known: Known = {}
  let started: AbortController | undefined
  let startedAt = 0
  const states = new Map<What, Omit<ReadingShown, 'what'> & { readonly readAt: number }>()
  const underWay = new Map<What, Promise<void>>()
  const wakers = new Map<What, () => void>()
  /** Sources woken during their own reading, which may have read the older state. */
  const again = new Set<What>()
  const fresh = new Set<What>()

  const pauseOf = (source: Source) =>
    Math.max(source.pause(known), states.get(source.what)?.failure === undefined ? 0 : afterFailureMs)

  const once = async (source: Source) => {
    const { what } = source
    try {
      const read = await source.read(known)
      const before = known
      known = { ...known, ...read }
      states.set(what, { at: now(), readAt: Date.now() })
      fresh.add(what)
      wake(source.wakes?.(before, known) ?? [])
    } catch (error) {
      const { at } = states.get(what) ?? {}
      states.set(what, { ...(at !== undefined && { at }), failure: failureText(error), readAt: Date.now() })
      if (error instanceof PartlyRead) {
        known = { ...known, ...error.read }
        fresh.add(what)
      }
    }
    onRead()
  }

  /** One reading of a source at a time. */
  const refresh = (source: Source): Promise<void> => {
    const going = underWay.get(source.what)
    if (going) return going
    const reading = once(source).finally(() => underWay.delete(source.what))
    underWay.set(source.what, reading)
    return reading
  }

  const keep = async (source: Source, signal: AbortSignal) => {
    while (!signal.aborted) {
      await refresh(source)
      if (!signal.aborted) await pause(source, signal)
    }
  }

  const pause = (source: Source, signal: AbortSignal) =>
    new Promise<void>(resolve => {
      const go = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', go)
        resolve()
      }
      const timer = setTimeout(go, again.delete(source.what) ? 0 : pauseOf(source))
      signal.addEventListener('abort', go)
      wakers.set(source.what, go)
    })

  const wake = (what: readonly What[]) => {
    for (const each of what) {
      if (underWay.has(each)) again.add(each)
      else wakers.get(each)?.()
    }
  }

  return {
    known: () => known,
    states: () =>
      sources.flatMap(({ what }) => {
        const { readAt: _, ...state } = states.get(what) ?? { readAt: 0 }
        return Object.keys(state).length > 0 ? [{ what, ...state }] : []
      }),
    start() {
      if (started) return
      started = new AbortController()
      startedAt = Date.now()
      for (const source of sources) void keep(source, started.signal)
    },
    stop() {
      started?.abort()
      started = undefined
    },
    async readDue() {
      const due = sources.filter(
        source => Date.now() - (states.get(source.what)?.readAt ?? 0) >= pauseOf(source),
      )
      // The table comes first, because the exchange is compared with it.
      const table = due.find(({ what }) => what === 'table')
      if (table) await refresh(table)
      await Promise.all(due.map(source => source === table || refresh(source)))
    },
    wake,
    take: what => fresh.delete(what),
    isOld: what => (states.get(what)?.readAt ?? startedAt) < startedAt,
  }
}

/** One line, in the words of `qt`. */
function failureText(error: unknown): string {
  const complaint = complaintOf(error, { env: 'paper' })
  const said = complaint?.message ?? (error instanceof Error ? error.message : String(error))
  return scrub(said.split('\n')[0] ?? '')
}
