import type { Position, Result } from '#domain/position.ts'

const words = {
  trades: 'trades that close it are not shown yet; the watch asks again',
  income: 'funding or a clearing may still be shown; the watch asks again',
  history: 'history does not show it any more; set it: `qt settle POSITION --net AMOUNT`',
} as const

/** Why a result is not known, and what will happen to it; empty when it is known. */
export const lacking = ({ provisional }: Pick<Result, 'provisional'>): string =>
  provisional ? words[provisional.lacks] : ''

/** Closed positions whose results are not known: no figure counts them. */
export const unknownOf = (positions: readonly Position[]) =>
  positions.flatMap(({ id, symbol, closedAt = 0, result }) =>
    result?.provisional
      ? [{ id, symbol, closedAt, lacks: result.provisional.lacks, why: lacking(result) }]
      : [],
  )
