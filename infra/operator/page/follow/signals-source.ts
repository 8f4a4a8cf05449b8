import type { Connection } from '../../connect/connection.ts'
import type { Known } from '../read/known.ts'
import { signalShown } from '../read/signals-shown.ts'
import { mostSignals } from '../shown/change.ts'
import type { SignalShown } from '../shown/signal.ts'
import { scanSignals } from './scan-signals.ts'
import type { Pace, Source } from './source.ts'

/** How long the executor may still change a verdict; real milliseconds. */
const unsettledMs = 60_000
/** Time between reads of each symbol's latest signal. */
const glanceMs = 1_500
/** Pause until the next scan, as a multiple of the scan's time, so that scans never keep the table busy. */
const restAfterScan = 10
const leastScanMs = 2_000

/**
 * Reads signals and their outcomes. The table does not list signals by time, but keeps each symbol's latest: reading
 * that shows nearly all signals within a moment. A scan finds the rest, as often as its price allows.
 */
export function signalsSource(
  { state, stack, configuration, documents, table }: Connection,
  pace: Pace,
): Source {
  const found = new Map<string, SignalShown>()
  /** Ids whose verdict is missing or may change, with their first time; real milliseconds. */
  const unsettled = new Map<string, number>()
  let scanAt = Number.NEGATIVE_INFINITY

  const scan = async () => {
    const began = Date.now()
    const { signals, units } = await scanSignals({ documents, table })
    for (const signal of signals) found.set(signal.id, signal)
    const took = Date.now() - began
    scanAt = Date.now() + Math.max(leastScanMs, took * restAfterScan, (units / pace.unitsASecond) * 1_000)
  }

  const glance = async (known: Known) => {
    const symbols = new Set([
      ...(configuration.symbols ?? []),
      ...Object.keys(known.table?.account.slots ?? {}),
      ...Object.keys(known.table?.account.lastClosed ?? {}),
      ...newest(found).flatMap(({ symbol }) => symbol ?? []),
    ])
    const latest = await state.symbols.latestSignals([...symbols], { soon: true })
    for (const { id } of latest.values())
      if (!found.has(id) && !unsettled.has(id)) unsettled.set(id, Date.now())
    for (const [id, since] of unsettled) {
      const verdict = await state.signals.read(id, stack.clock.now())
      if (verdict) found.set(id, signalShown(verdict))
      if (Date.now() - since > unsettledMs || verdict?.verdict === 'refused') unsettled.delete(id)
    }
  }

  return {
    what: 'signals',
    pause: () => glanceMs,
    async read(known) {
      await (Date.now() >= scanAt ? scan() : glance(known))
      return { signals: newest(found) }
    },
  }
}

const newest = (found: ReadonlyMap<string, SignalShown>): readonly SignalShown[] =>
  [...found.values()].sort((a, b) => b.at - a.at).slice(0, mostSignals)
