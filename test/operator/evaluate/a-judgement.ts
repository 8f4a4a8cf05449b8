import type { Evidence } from '../../../infra/operator/evaluate/evidence.ts'
import { judge } from '../../../infra/operator/evaluate/judge.ts'
import type { Terms } from '../../../infra/operator/evaluate/terms.ts'
import { anOpenPosition } from '../../domain/builders.ts'
import { aMeasure, aWeek, hourMs, looks, minuteMs, now, start, terms } from './a-week.ts'

/** A position that was open for two hours of the last day, with its result, and the exchange's statement of it. */
export const traded = (netPnl = '5', change: object = {}) => {
  const openedAt = now - 5 * hourMs
  const result = {
    reason: 'stop-hit',
    exitPrice: '1',
    grossPnl: '6',
    fees: '1',
    funding: '0',
    netPnl,
  } as const
  return {
    ...anOpenPosition(),
    ...{ state: 'closed' as const, createdAt: openedAt - 100, openedAt, closedAt: openedAt + 2 * hourMs },
    result: { ...result, lastDayNetPnl: netPnl },
    ...change,
  }
}
const { symbol } = anOpenPosition()
export const paid = (
  amount: string,
  change: Partial<Evidence['income'][number]> = {},
): Evidence['income'][number] => ({
  ...{ kind: 'realized', symbol, amount, asset: 'USDT', at: now - 4 * hourMs },
  ...change,
})

/** A good week with one statement that equals the table. */
export const base = (change: Partial<Evidence> = {}) =>
  aWeek({ positions: [traded()], income: [paid('6'), paid('-1')], ...change })

/** The criteria that do not pass, by name. */
export const against = (evidence: Evidence, changed: Partial<Terms> = {}) =>
  Object.fromEntries(
    judge(evidence, { ...terms, ...changed }).flatMap(({ criterion, verdict }) =>
      verdict === 'pass' ? [] : [[criterion, verdict]],
    ),
  )

export const found = (evidence: Evidence, name: string) =>
  judge(evidence, terms).find(({ criterion }) => criterion === name)

/** Minutes with a look, except for so many from a time on. */
export const silentFor = (minutes: number, from: number) =>
  aMeasure({
    ticks: looks(start, now).filter(({ at }) => at < from || at >= from + minutes * minuteMs),
  })
