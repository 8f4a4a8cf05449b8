import type { Mutation } from './mutation.ts'

const tests = ['test/lab/every-look.test.ts']

/** When a look need not be made, and that the lab comes to what it would have come to with it. */
export const ofTheLab: readonly Mutation[] = [
  {
    name: 'make no look although the market reaches an order',
    file: 'infra/lab/quiet.ts',
    from: 'return venue.isQuietUntil(until) ? known : undefined',
    to: 'return known',
    tests,
  },
  {
    name: 'make no look although the mark asks for a move',
    file: 'infra/lab/quiet.ts',
    from: " || nextMove(position, { ...look, markPrice }).move !== 'hold'",
    to: '',
    tests,
  },
  {
    name: 'make no look although something was written',
    file: 'infra/lab/quiet.ts',
    from: '!known || known.tableChanges !== parts.tableChanges()',
    to: '!known',
    tests,
  },
  {
    name: 'know for a whole tick what is known at its beginning',
    file: 'infra/lab/quiet.ts',
    from: 'judged?.at !== now',
    to: 'judged === undefined || Math.floor(judged.at / intervalMs) !== Math.floor(now / intervalMs)',
    tests,
  },
  {
    name: 'count a tick like one that looked through all orders',
    file: 'infra/lab/quiet.ts',
    from: '      if (rows.length > 0 && Date.parse(of.answer.tick) % ordersEveryMs === 0) return\n',
    to: '',
    tests,
  },
  {
    name: 'have a call of the local run take effect as it leaves',
    file: 'infra/local/runner/carry.ts',
    from: '  await onTheWay(clock, wayMs, order)\n  const answer',
    to: '  const answer',
    tests: ['test/infra/local/local-function.test.ts'],
  },
  {
    name: 'hear what ends at one instant one by one',
    file: 'infra/lab/process.ts',
    from: 'clock.whenAllWait(() => resolve(outcome), [label, number, 0])',
    to: 'resolve(outcome)',
    tests: ['test/whole/main-job.test.ts'],
  },
  {
    name: 'put a story aside for good, and begin it anew',
    file: 'infra/lab/past-items.ts',
    from: 'bySk(past.get(pk)?.() ?? [])',
    to: 'bySk([])',
    tests: ['test/lab/past-items.test.ts'],
  },
  {
    name: 'read what was put aside as of the last write',
    file: 'infra/lab/file-aside.ts',
    from: '    const at = written + buffered\n',
    to: '    const at = written\n',
    tests: ['test/lab/file-aside.test.ts'],
  },
  {
    name: 'leave out of a page what was sent before its first',
    file: 'infra/local/audit/asked-book.ts',
    from: '  from: Math.min(...asked.map(({ sentAt }) => sentAt)),',
    to: '  from: asked[0]?.sentAt ?? 0,',
    tests: ['test/lab/asked-book.test.ts'],
  },
  {
    name: 'count a regular beat from its second',
    file: 'infra/local/audit/in-time.ts',
    from: 'for (let at = from; at <= to; at += stepMs)',
    to: 'for (let at = from + stepMs; at <= to; at += stepMs)',
    tests: ['test/infra/local/in-time.test.ts'],
  },
]
