import type { RefusalReason } from '#domain/admission.ts'
import { percent } from '../../../terminal/amounts.ts'
import { counted } from '../../../terminal/counted.ts'
import { failsFor, type Judgement, judged, notYet } from '../criterion.ts'
import type { Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'

/** Rejections that no trading rule causes, but the producer, its clock, the queues or the account. */
const faulty: readonly string[] = [
  'invalid',
  'stale',
  'unknown-symbol',
  'not-trading',
  'refused',
  'order-budget',
] satisfies RefusalReason[]

/** Signals arrived, were valid, and did not fail. */
export function signals({ verdicts, from, measured }: Evidence, terms: Terms): Judgement {
  const some = verdicts.filter(({ at }) => at >= from)
  const accepted = some.filter(({ verdict }) => verdict === 'accepted').length
  const refused = countsOf(
    some.flatMap(({ verdict, reason }) => (verdict === 'refused' ? (reason ?? '?') : [])),
  )
  const failures = countsOf(some.flatMap(({ failure }) => failure ?? []))
  const failed = some.filter(({ failure }) => failure !== undefined).length
  const wrong = some.filter(
    ({ verdict, reason = '' }) => verdict === 'refused' && faulty.includes(reason),
  ).length
  const shareOf = (count: number) => (some.length === 0 ? 0 : count / some.length)
  const { signalsInvalid, entriesFailed } = measured
  return judged(
    {
      expected: `at most ${percent(String(terms.failedSignals))} failed and ${percent(String(terms.faultySignals))} faulty`,
      found: [
        `${counted(some.length, 'signal')}, ${accepted} accepted`,
        `rejected: ${inWords(refused)}`,
        `${percent(String(shareOf(wrong)), 1)} faulty`,
        failed === 0 ? 'none failed' : `failed: ${inWords(failures)}`,
        entriesFailed > 0 && `${entriesFailed} tries of entries failed`,
      ]
        .filter(Boolean)
        .join('; '),
      facts: {
        signals: some.length,
        accepted,
        refused,
        failures,
        faulty: wrong,
        signalsInvalid,
        entriesFailed,
      },
    },
    shareOf(failed) > terms.failedSignals && failsFor('see qt explain of each, and the log of the executor'),
    shareOf(wrong) > terms.faultySignals &&
      failsFor('tell the producer: qt invalid, and qt explain of a rejected signal'),
    some.length === 0 && notYet('send signals: qt signal'),
  )
}

const countsOf = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(names, name => name)]
      .map(([name, { length }]) => [name, length] as const)
      .sort(([a, more], [b, less]) => less - more || a.localeCompare(b, 'en')),
  )

const inWords = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} (${count})`)
    .join(', ') || 'none'
