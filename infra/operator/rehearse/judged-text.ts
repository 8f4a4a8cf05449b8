import { paint } from '../../terminal/colours.ts'
import { table } from '../../terminal/table.ts'
import { span } from '../../terminal/time.ts'
import type { Difference } from './differences.ts'
import type { Judged, Verdict } from './judged.ts'
import type { Taken } from './rehearsal.ts'
import type { Shown } from './stops-shown.ts'

/** A rehearsal's verdict in words. */
export const judgedText =
  (judged: Judged, file: string) =>
  (columns: number): string =>
    [
      judged.taken.map(stepLine).join('\n'),
      ...(judged.shown.length > 0 ? [shownTable(judged.shown, columns)] : []),
      ...(judged.differences.length > 0 ? [differencesTable(judged.differences, columns)] : []),
      [
        ...judged.left.map(left => paint.red(`! left: ${left}`)),
        `${judged.requests} requests and their answers are in ${file}`,
        verdicts[judged.verdict],
      ].join('\n'),
    ].join('\n\n')

const verdicts: Readonly<Record<Verdict, string>> = {
  passed: paint.green('passed: every step was done, nothing is left, and the paper venue answers the same'),
  differs: paint.yellow(
    'differs: every step was done and nothing is left, but some answers differ from the paper venue’s',
  ),
  failed: paint.red('failed: a step was not done, or something is left'),
}

const stepLine = ({ step, done, found, tookMs }: Taken): string => {
  const mark = done ? paint.green('done    ') : paint.red('not done')
  return `${mark} ${step.padEnd(20)} ${found} (${span(tookMs)})`
}

const shownTable = (shown: readonly Shown[], columns: number): string =>
  table(
    ['conditional order', 'type', 'shown in the open orders', 'lists without it before'],
    shown.map(({ clientId, type, afterMs, listsWithout, fired }) => [
      clientId,
      type,
      afterMs !== undefined ? `within ${span(afterMs)}` : fired ? 'fired before' : 'never',
      String(listsWithout),
    ]),
    columns,
  )

/** Most requests named for one difference. */
const mostNamed = 5

const differencesTable = (differences: readonly Difference[], columns: number): string =>
  table(
    ['difference', 'request', 'field', 'the exchange', 'the paper venue', 'requests'],
    differences.map(({ kind, endpoint, field = '', theirs, ours, requests }) => [
      kind,
      endpoint,
      field,
      theirs,
      ours,
      requests.slice(0, mostNamed).join(', ') + (requests.length > mostNamed ? ', …' : ''),
    ]),
    columns,
  )
