import type { Mutation } from './mutation.ts'

/** How much runs at once, and in which order where not everything may. No storm has a quota. */
export const ofWhatRunsAtOnce: readonly Mutation[] = [
  {
    name: 'leave the Map unbounded whatever the quota is',
    file: 'infra/stacks/watch-definition.ts',
    from: '...(functions.mapBound && { maxConcurrency: functions.mapBound }),',
    to: '',
    tests: ['test/infra/stacks/locked-down.test.ts', 'test/infra/local/bounded-watch.test.ts'],
  },
  {
    name: 'share the quota out twice',
    file: 'shared/settings/concurrency.ts',
    from: 'left -= more',
    to: '',
    tests: ['test/settings/concurrency.test.ts'],
  },
  {
    name: 'look at positions in any order',
    file: 'shared/domain/urgency.ts',
    from: 'a.room.cmp(b.room)',
    to: '0',
    tests: ['test/domain/urgency.test.ts', 'test/in-process/most-urgent-first.test.ts'],
  },
  {
    name: 'look at none where one record is damaged',
    file: 'functions/monitor/survey/damaged-record.ts',
    from: '    return work.otherwise\n',
    to: '    throw error\n',
    tests: ['test/in-process/most-urgent-first.test.ts'],
  },
]
