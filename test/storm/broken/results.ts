import type { Mutation } from './mutation.ts'

/** What makes a result wait for complete history, and be of this position alone. */
export const ofTheResults: readonly Mutation[] = [
  {
    name: 'result of what is shown',
    file: 'shared/position/movements.ts',
    from: "return { ...moved, income: [], lacks: 'trades' }",
    to: 'return { ...moved, income: [] }',
  },
  {
    name: 'result asked for once',
    file: 'functions/monitor/survey/survey.ts',
    from: '    completeResults(context, managed, { tick, sinceLastMs }),\n',
    to: '',
  },
  {
    name: 'result counted before known',
    file: 'shared/position/settle.ts',
    from: 'if (!result?.provisional) return',
    to: 'if (result) return',
  },
  {
    name: 'result counted twice',
    file: 'shared/position/settle.ts',
    from: 'return waiting && counting(',
    to: 'return counting(',
    tests: ['test/in-process/late-history.test.ts'],
  },
  {
    name: 'funding by the hour alone',
    file: 'shared/domain/funding.ts',
    from: 'Math.floor((from - late) / hour)',
    to: 'Math.floor(from / hour)',
  },
  {
    name: 'funding not waited for',
    file: 'shared/domain/funding.ts',
    from: 'return Math.max(closedAt, hourEnds)',
    to: 'return Math.min(closedAt, hourEnds)',
  },
  {
    name: 'funding of the next position',
    file: 'shared/position/movements.ts',
    from: '&& (next === undefined || at < next.at)',
    to: '',
  },
  {
    name: 'entry by its client id alone',
    file: 'shared/position/complete-entry.ts',
    from: 'orderId === undefined ? position :',
    to: 'orderId !== undefined ? position :',
    tests: ['test/in-process/late-history.test.ts'],
  },
  {
    name: 'results at risk stay as entered',
    file: 'functions/monitor/survey/survey.ts',
    from: '    followQuantities(context, managed, stored, shown),\n',
    to: '',
    tests: ['test/in-process/at-risk.test.ts'],
  },
  {
    name: 'unknown results cost nothing',
    file: 'shared/domain/admission.ts',
    from: 'net.minus(atRisk).minus(unknown)',
    to: 'net.minus(atRisk)',
    tests: ['test/in-process/late-history.test.ts'],
  },
  {
    name: 'income from our own time on',
    file: 'shared/position/account-result.ts',
    from: 'began - clockAhead : began',
    to: 'began : began',
    tests: ['test/in-process/unlisted-results.test.ts'],
  },
  {
    name: 'income of the position before',
    file: 'shared/position/account-result.ts',
    from: 'return former ? shown.filter(({ at }) => at > former.at) : shown',
    to: 'return former ? shown : shown',
    tests: ['test/in-process/unlisted-results.test.ts'],
  },
  {
    name: 'flat by a list from before the entry',
    file: 'functions/close-cleanup/flatten.ts',
    from: 'sold ? 0 : shownFrom(position) - context.clock.now()',
    to: 'sold ? 0 : shownFrom(position) * 0',
    tests: ['test/in-process/old-lists.test.ts'],
  },
  {
    name: 'foreign before its order is shown',
    file: 'functions/monitor/survey/adoption/ownership.ts',
    from: '(open.updatedAt ?? 0) < lookBackMs',
    to: '(open.updatedAt ?? 0) < 0',
    tests: ['test/in-process/adoption.test.ts'],
  },
  {
    name: "entered by another delivery's draft",
    file: 'functions/executor/enter.ts',
    from: '    if (!drafted) await held.write(draft)\n',
    to: '',
    tests: ['test/in-process/races.test.ts'],
  },
]
