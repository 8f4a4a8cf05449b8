import type { DecimalString } from '#domain/decimal.ts'
import type { Side } from '#domain/side.ts'

/** What a day came to, one entry for each closed position and each rejected signal. */
export type DiaryNote = ClosedNote | RefusedNote

/** Times in milliseconds, amounts in `asset`, the quote asset. */
export interface ClosedNote {
  readonly note: 'closed'
  readonly at: number
  readonly positionId: string
  readonly symbol: string
  readonly side: Side
  readonly asset: string
  /** Absent until the result is known. */
  readonly result?: {
    readonly net: DecimalString
    readonly fees: DecimalString
    readonly funding: DecimalString
  }
}

export interface RefusedNote {
  readonly note: 'refused'
  readonly at: number
  readonly signalId: string
  readonly symbol: string
  readonly reason: string
}

/** What the notifier keeps for its digests, for some weeks. */
export interface Diary {
  /** Idempotent: noted twice, an entry exists once, and a known result is never replaced by a pending one. */
  note(note: DiaryNote): Promise<void>
  /** What lies in a period (`until` excluded), in no order. */
  between(from: number, until: number): Promise<readonly DiaryNote[]>
}
