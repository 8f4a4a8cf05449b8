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
    name: 'let a sentinel take from the looks of a small quota',
    file: 'shared/settings/concurrency.ts',
    from: 'if (extras.sentinel && quota < leastForSentinel)',
    to: 'if (extras.sentinel && quota < leastQuota)',
    tests: ['test/settings/concurrency.test.ts', 'test/infra/stacks/sentinel.test.ts'],
  },
  {
    name: 'have what a sentinel wakes take from what is set aside for the tick',
    file: 'shared/settings/concurrency.ts',
    from: 'inspect: each + (sentinel ? positions : 0),',
    to: 'inspect: each,',
    tests: ['test/settings/concurrency.test.ts'],
  },
  {
    name: 'let a sentinel change any item',
    file: 'infra/stacks/sentinel.ts',
    from: "allowState(this.listener, data, 'GetItem', 'BatchGetItem')",
    to: "allowState(this.listener, data, 'GetItem', 'BatchGetItem', 'UpdateItem')",
    tests: ['test/infra/stacks/sentinel.test.ts'],
  },
  {
    name: 'run a sentinel again where it failed',
    file: 'infra/stacks/sentinel.ts',
    from: 'retryAttempts: 0,',
    to: 'retryAttempts: 2,',
    tests: ['test/infra/stacks/sentinel.test.ts'],
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
