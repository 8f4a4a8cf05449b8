import type { Connection } from '../../connect/connection.ts'
import type { Known } from '../read/known.ts'
import { signalShown } from '../read/signals-shown.ts'
import { mostSignals } from '../shown/change.ts'
import type { SignalShown } from '../shown/signal.ts'
import { scanSignals } from './scan-signals.ts'
import type { Pace, Source } from './source.ts'

/** How long a verdict may still be settled otherwise by the executor; real milliseconds. */
const unsettledMs = 60_000
/** Looked at this often by the latest signal of each symbol. */
const glanceMs = 1_500
/** Of the time that a scan takes, so much passes until the next: it never keeps the table busy. */
const restAfterScan = 10
const leastScanMs = 2_000

/**
 * Signals and what became of them. The table has no list of them by time: it keeps the latest of each symbol, which
 * tells of nearly all within a moment, and a scan as often as its price allows finds the rest.
 */
export function signalsSource(
  { state, stack, configuration, documents, table }: Connection,
  pace: Pace,
): Source {
  const found = new Map<string, SignalShown>()
  /** Ids whose verdict is not there yet or may change, and since when; real milliseconds. */
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
