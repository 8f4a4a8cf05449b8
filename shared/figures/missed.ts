import { type DecimalString, dec, sum } from '#domain/decimal.ts'
import type { RefusedSignal } from './period.ts'

/** Entries that were refused for one reason. */
export interface Missed {
  readonly signals: number
  /** Net result of those of which it was found out what they would have made, and how many they are. */
  readonly wouldHaveMade?: DecimalString
  readonly known?: number
  /** How many of those would have made more than nothing. */
  readonly wouldHaveWon?: number
}

/** What the figures count of the verdicts on signals; `made` says by message what was found out. */
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

/** Not missed: they asked for no entry, or came a second time. */
const noEntry = ['hold', 'nothing-open', 'duplicate']

/** The entries that were refused, by reason, the most frequent first. */
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
