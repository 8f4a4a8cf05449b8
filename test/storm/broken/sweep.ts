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
    file: 'infra/lab/sweep/try-thread.ts',
    from: 'const plan = { ...read, environment, configuration: loadConfiguration(environment) }',
    to: 'const plan = loadConfiguration(environment) && read',
    tests: ['test/lab/sweep/threads.test.ts'],
  },
]
