import type { Mutation } from './mutation.ts'

/** What the paper venue tells of its market, and what it remembers of it. */
export const ofTheVenue: readonly Mutation[] = [
  {
    name: 'tell the funding of another time',
    file: 'infra/local/market/retimed-feed.ts',
    from: 'nextTime: toShown(state.nextTime)',
    to: 'nextTime: state.nextTime',
    tests: ['test/paper/market/retimed-funding.test.ts'],
  },
  {
    name: 'keep a minute that is not over',
    file: 'shared/paper/feed/day-bar.ts',
    from: 'if (bar && span.to + SETTLED_MS < at)',
    to: 'if (bar && span.to >= 0)',
    tests: ['test/paper/feed/day-bar.test.ts'],
  },
]
