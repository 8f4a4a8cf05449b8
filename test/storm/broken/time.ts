import type { Mutation } from './mutation.ts'

/** What would let the machine's time into the market's. */
export const ofTime: readonly Mutation[] = [
  {
    name: 'let time pass while a thread computes',
    file: 'infra/local/runner/clock.ts',
    from: "answers.state() === 'awaited'",
    to: "answers.state() === 'awaited' && holds > 0",
    tests: ['test/infra/local/clock.test.ts'],
  },
  {
    name: 'hand out answers in the order in which threads were quick',
    file: 'infra/local/runner/answers.ts',
    from: 'asked.sort((one, other) => byOrder(one.order, other.order))',
    to: '[...asked]',
    tests: ['test/infra/local/clock.test.ts'],
  },
  {
    name: 'let what falls due at one instant happen as it was set',
    file: 'infra/local/runner/timers.ts',
    from: 'one.at - other.at || byOrder(one.order, other.order)',
    to: 'one.at - other.at',
    tests: ['test/infra/local/clock.test.ts'],
  },
  {
    name: 'let calls of one instant take effect as they were quick',
    file: 'infra/local/runner/thread-calls.ts',
    from: 'made.sort((one, other) => one.call - other.call)',
    to: '[...made]',
    tests: ['test/infra/local/local-function.test.ts'],
  },
  {
    name: 'draw at random',
    file: 'infra/local/runner/seeded-chance.ts',
    from: 'random = xoroshiro128plus(numberOf(another))',
    to: 'random = xoroshiro128plus(Date.now() ^ process.pid ^ performance.now())',
    tests: ['test/infra/local/local-function.test.ts'],
  },
  {
    name: 'report a turn before its files are read',
    file: 'infra/local/runner/function-thread.ts',
    from: 'while (isAtWork())',
    to: 'while (false)',
    tests: ['test/infra/local/local-function.test.ts'],
  },
]
