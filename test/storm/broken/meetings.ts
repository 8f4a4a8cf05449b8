import type { Mutation } from './mutation.ts'

const tests = ['test/in-process/meetings.test.ts']

/** Where two things meet that the outside does. */
export const ofMeetings: readonly Mutation[] = [
  {
    name: 'take rules that cannot be',
    file: 'shared/binance/market-rules.ts',
    from: '{ tickSize: price }',
    to: '{ tickSize: decimal }',
    tests,
  },
  {
    name: 'close nothing whose row cannot be read',
    file: 'functions/close-cleanup/flatten.ts',
    from: '  error instanceof UnreadRow ||\n',
    to: '',
    tests,
  },
  {
    name: 'believe no order and no trade beside a row that cannot be read',
    file: 'shared/ports/unread-row.ts',
    from: '    if (error instanceof UnreadRow) return error\n',
    to: '',
    tests,
  },
  {
    name: 'fail at a doubt that another writer keeps from being written',
    file: 'functions/monitor/inspect/watch-blind.ts',
    from: '    if (!(error instanceof PositionBusy)) throw error\n',
    to: '    throw error\n',
    tests,
  },
  {
    name: 'call a close that another writer puts off a failure',
    file: 'functions/close-cleanup/failing.ts',
    from: '    if (!isPutOff(error)) throw error\n',
    to: '    throw error\n',
    tests: ['test/in-process/put-off.test.ts'],
  },
]
