import type { Mutation } from './mutation.ts'

/** What is said of the best of many settings, and of the results it rests on. No storm sweeps. */
export const ofTheSweep: readonly Mutation[] = [
  {
    name: 'forget how many were tried',
    file: 'shared/figures/deflated-sharpe.ts',
    from: '* bestOfNormal(tries)',
    to: '* bestOfNormal(1)',
    tests: ['test/figures/deflated-sharpe.test.ts'],
  },
  {
    name: 'choose by how it ended later',
    file: 'shared/figures/walk-forward.ts',
    from: '({ closedAt }) => closedAt < start',
    to: '({ openedAt }) => openedAt < start',
    tests: ['test/figures/walk-forward.test.ts'],
  },
  {
    name: 'take up the results of another sweep',
    file: 'infra/lab/sweep/results.ts',
    from: 'if (different.length > 0)',
    to: 'if (different.length > 9)',
    tests: ['test/lab/sweep/results.test.ts'],
  },
  {
    name: 'keep a result that was cut off',
    file: 'infra/lab/sweep/results.ts',
    from: 'if (whole !== text) truncateSync',
    to: 'if (whole === text) truncateSync',
    tests: ['test/lab/sweep/results.test.ts'],
  },
  {
    name: 'play every set with the settings of the first',
    file: 'infra/lab/sweep/player.ts',
    from: 'const plan = { ...read, environment, configuration: loadConfiguration(environment) }',
    to: 'const plan = loadConfiguration(environment) && read',
    tests: ['test/lab/sweep/threads.test.ts'],
  },
  {
    name: 'let the lab stand beside what trades',
    file: 'infra/stacks/lab/lab-file.ts',
    from: 'if (beside) throw',
    to: 'if (beside && !region) throw',
    tests: ['test/infra/stacks/lab-stack.test.ts'],
  },
  {
    name: 'replay what other code began',
    file: 'functions/replay/replay.ts',
    from: 'if (expected !== release)',
    to: "if (expected === '')",
    tests: ['test/lab/sweep/on-aws/replay.test.ts'],
  },
  {
    name: 'take every call that the account may have under way',
    file: 'infra/lab/sweep/on-aws/estimate.ts',
    from: 'unreserved - Math.max(leastSpare, Math.ceil(all / 10))',
    to: 'unreserved - 0 * Math.max(leastSpare, all)',
    tests: ['test/lab/sweep/on-aws/estimate.test.ts'],
  },
  {
    name: 'begin what costs more than the budget',
    file: 'infra/lab/sweep/on-aws/estimate.ts',
    from: 'if (usd > budget)',
    to: 'if (usd > budget * 1000)',
    tests: ['test/lab/sweep/on-aws/estimate.test.ts'],
  },
  {
    name: 'let a run go on past its budget',
    file: 'infra/lab/sweep/on-aws/play.ts',
    from: 'if (usd > on.budget && !stopped)',
    to: 'if (usd > on.budget && stopped)',
    tests: ['test/lab/sweep/on-aws/play.test.ts'],
  },
  {
    name: 'begin a run beside the one under way',
    file: 'infra/lab/sweep/on-aws/play.ts',
    from: 'if (before) {',
    to: 'if (before && sets.length === 0) {',
    tests: ['test/lab/sweep/on-aws/play.test.ts'],
  },
  {
    name: 'take a mark price for a price on AWS',
    file: 'infra/lab/sweep/on-aws/work.ts',
    from: 'name: mark ? ',
    to: 'name: mark && path === undefined ? ',
    tests: ['test/lab/sweep/on-aws/replay.test.ts'],
  },
]
