import type { VenueLedger } from './books.ts'
import type { Cover, Protection } from './cover.ts'
import { type Interval, joined, lengthOf, subtract } from './intervals.ts'
import { type Held, heldOf, type Life } from './lives.ts'

/**
 * Why a position was naked: before its first live stop; between a stop that its owner cancelled and the next
 * one; or anything else, as a stop that vanished, was rejected, ignored or outgrown.
 */
export type NakedKind = 'entry' | 'ratchet' | 'fault'

/** A time in which quantity was held and neither a live stop nor an exit in flight stood for it. */
export interface NakedSpan extends Interval {
  readonly kind: NakedKind
  /** Whether a limit stop over exactly the position stood at least. */
  readonly backup: boolean
}

/** Milliseconds; together all naked time. What a backup covered is counted apart, whatever its kind. */
export type NakedMs = Readonly<Record<NakedKind | 'backupOnly', number>>

export function nakedSpans(ledger: VenueLedger, life: Life, protection: Protection): readonly NakedSpan[] {
  const { stops, backups, exits } = protection
  const held = heldOf(life, ledger.until)
  const without = (covers: readonly Cover[]) =>
    joined(
      held.flatMap(({ from, to, quantity }) =>
        subtract(
          { from, to },
          covers.filter(cover => cover.covers(quantity)),
        ),
      ),
    )
  const firstLive = firstLiveStop(held, protection)
  const bare = without([...stops, ...exits, ...backups])
  return without([...stops, ...exits]).flatMap(span => {
    const kind = kindOf(span, firstLive, protection)
    const withBackup = subtract(span, bare)
    return [
      ...withBackup.map(part => ({ ...part, kind, backup: true })),
      ...subtract(span, withBackup).map(part => ({ ...part, kind, backup: false })),
    ].sort((a, b) => a.from - b.from)
  })
}

/** A stop that carries a reason for its end was not cancelled by its owner. */
function kindOf(span: Interval, firstLive: number, { stops }: Protection): NakedKind {
  if (span.from < firstLive) return 'entry'
  const cancelled = stops.some(
    ({ to, stop }) => to === span.from && stop.algoStatus === 'CANCELED' && stop.failReason === undefined,
  )
  return cancelled && stops.some(({ from }) => from === span.to) ? 'ratchet' : 'fault'
}

/** When a live stop first stood for the position; infinite while none did. */
function firstLiveStop(held: readonly Held[], { stops }: Protection): number {
  const begins = held.flatMap(({ from, to, quantity }) =>
    stops
      .filter(stop => stop.covers(quantity) && stop.to > stop.from && stop.from < to && stop.to > from)
      .map(stop => Math.max(stop.from, from)),
  )
  return Math.min(...begins)
}

export function splitNaked(spans: readonly NakedSpan[]): NakedMs {
  const of = (kind: NakedKind) => lengthOf(spans.filter(span => span.kind === kind && !span.backup))
  return {
    entry: of('entry'),
    ratchet: of('ratchet'),
    fault: of('fault'),
    backupOnly: lengthOf(spans.filter(span => span.backup)),
  }
}
