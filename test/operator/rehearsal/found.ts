import type { Judged } from '../../../infra/operator/rehearse/judged.ts'

/** The steps that it did not reach, or did not finish. */
export const notDone = ({ taken }: Judged) => taken.flatMap(({ step, done }) => (done ? [] : step))

/** The differences, without their requests: `code POST algoOrder 400 -1106 for 200`. */
export const named = ({ differences }: Judged) =>
  differences.map(({ kind, endpoint, field, theirs, ours }) =>
    [kind, endpoint, ...(field ? [field.replace(/^qt-.*-/, '')] : []), theirs, 'for', ours].join(' '),
  )
