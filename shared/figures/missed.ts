import { type DecimalString, dec, sum } from '#domain/decimal.ts'
import type { RefusedSignal } from './period.ts'

/** Entries rejected for one reason. */
export interface Missed {
  readonly signals: number
  /** Net result of the rejected entries that were evaluated, and their number. */
  readonly wouldHaveMade?: DecimalString
  readonly known?: number
  /** How many of those would have made money. */
  readonly wouldHaveWon?: number
}

/** The signals of the verdicts, as the figures count them; `made` holds the evaluated results by message. */
export const refusedOf = (
  verdicts: readonly {
    readonly verdict: 'accepted' | 'refused'
    readonly reason?: string
    readonly action?: string
    readonly messageId?: string
  }[],
  made: ReadonlyMap<string, DecimalString> = new Map(),
): readonly RefusedSignal[] =>
  verdicts.flatMap(({ verdict, reason = 'unknown', action, messageId = '' }) => {
    if (verdict !== 'refused') return []
    const wouldHaveMade = made.get(messageId)
    return [{ reason, ...(action && { action }), ...(wouldHaveMade !== undefined && { wouldHaveMade }) }]
  })

/** Not missed: they asked for no entry, or were duplicates. */
const noEntry = ['hold', 'nothing-open', 'duplicate']

/** The rejected entries by reason, the most frequent first. */
export function missedOf(refused: readonly RefusedSignal[]): Readonly<Record<string, Missed>> {
  const entries = refused.filter(
    ({ reason, action }) => !noEntry.includes(reason) && action !== 'CLOSE' && action !== 'HOLD',
  )
  return Object.fromEntries(
    [...Map.groupBy(entries, ({ reason }) => reason)]
      .sort(([a, some], [b, others]) => others.length - some.length || a.localeCompare(b, 'en'))
      .map(([reason, some]) => [reason, countOf(some)]),
  )
}

function countOf(some: readonly RefusedSignal[]): Missed {
  const made = some.flatMap(({ wouldHaveMade }) => wouldHaveMade ?? [])
  return {
    signals: some.length,
    ...(made.length > 0 && {
      wouldHaveMade: sum(made).toFixed(),
      known: made.length,
      wouldHaveWon: made.filter(net => dec(net).gt(0)).length,
    }),
  }
}
