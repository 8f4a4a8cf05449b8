import type { Protection } from './cover.ts'
import { type Interval, joined, lengthOf, subtract } from './intervals.ts'
import { addUp, type Stretch } from './stretches.ts'

/**
 * Why a position was unprotected (naked): before its first live stop; between a stop that its owner cancelled and the
 * next one; or a fault, such as a stop that vanished, was rejected, was ignored or became too small.
 */
export type NakedKind = 'entry' | 'ratchet' | 'fault'

/** A time in which quantity was held with neither a live stop nor an exit in flight. */
export interface NakedSpan extends Interval {
  readonly kind: NakedKind
  /** Whether at least a limit stop over exactly the position stood. */
  readonly backup: boolean
}

/** Milliseconds; the sum is all naked time. Time covered by a backup is counted separately, whatever its kind. */
export type NakedMs = Readonly<Record<NakedKind | 'backupOnly', number>>

export function nakedSpans(
  stretches: readonly Stretch[],
  protection: Pick<Protection, 'stops' | 'backups'>,
): readonly NakedSpan[] {
  const naked = stretches.filter(stretch => !addUp([...stretch.stops, ...stretch.exits], stretch))
  const bare = naked.flatMap(({ from, to, quantity }) =>
    subtract(
      { from, to },
      protection.backups.filter(backup => backup.quantity.eq(quantity)),
    ),
  )
  // When live stops first covered the whole position; infinite if they never did.
  const firstLive = stretches.find(stretch => addUp(stretch.stops, stretch))?.from ?? Number.POSITIVE_INFINITY
  return joined(naked).flatMap(span => {
    const kind = kindOf(span, firstLive, protection)
    const withBackup = subtract(span, bare)
    return [
      ...withBackup.map(part => ({ ...part, kind, backup: true })),
      ...subtract(span, withBackup).map(part => ({ ...part, kind, backup: false })),
    ].sort((a, b) => a.from - b.from)
  })
}

/** A stop whose end carries a reason was not cancelled by its owner. */
function kindOf(span: Interval, firstLive: number, { stops }: Pick<Protection, 'stops'>): NakedKind {
  if (span.from < firstLive) return 'entry'
  const cancelled = stops.some(
    ({ to, stop }) => to === span.from && stop.algoStatus === 'CANCELED' && stop.failReason === undefined,
  )
  return cancelled && stops.some(({ from }) => from === span.to) ? 'ratchet' : 'fault'
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
