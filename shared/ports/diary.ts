import type { DecimalString } from '#domain/decimal.ts'
import type { Side } from '#domain/side.ts'

/** What a day came to, of each thing that is counted: a position that was closed, or a signal that was refused. */
export type DiaryNote = ClosedNote | RefusedNote

/** Times in milliseconds, amounts in `asset`, the quote asset. */
export interface ClosedNote {
  readonly note: 'closed'
  readonly at: number
  readonly positionId: string
  readonly symbol: string
  readonly side: Side
  readonly asset: string
  /** Absent as long as the result is not known. */
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
  /** Noted twice it is there once; a result that is known is not forgotten for one that was pending. */
  note(note: DiaryNote): Promise<void>
  /** What lies in a period, `until` not included, in no order. */
  between(from: number, until: number): Promise<readonly DiaryNote[]>
}
