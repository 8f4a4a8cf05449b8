import type { Mutation } from './mutation.ts'

const spreading = ['test/notifier/spread.test.ts']
const stack = ['test/infra/stacks/notifier.test.ts']
const streams = ['table-streams', 'filter-pattern', 'stream-source'].map(
  name => `test/infra/local/streams/${name}.test.ts`,
)

/** What is told of what the table holds: nothing is lost on the way, told twice, or held up by another. */
export const ofTheSpread: readonly Mutation[] = [
  {
    name: 'forget what a stream’s batch left undone',
    file: 'infra/local/runner/streams/stream-source.ts',
    from: 'const left = fresh.filter(record => failed.has(sequenceOf(record)))',
    to: 'const left = fresh.filter(record => failed.has(sequenceOf(record)) && failed.size > fresh.length)',
    tests: streams,
  },
  {
    name: 'give up a batch for one record of it',
    file: 'infra/local/runner/streams/stream-source.ts',
    from: 'const halves = source.bisects ? halvesOf(left) : [left]',
    to: 'const halves = source.bisects && left.length === 0 ? halvesOf(left) : [left]',
    tests: streams,
  },
  {
    name: 'let records overtake the batch that fails',
    file: 'infra/local/runner/streams/stream-source.ts',
    from: 'if (closed || busy || waiting.length === 0) return',
    to: 'if (closed || waiting.length === 0) return',
    tests: streams,
  },
  {
    name: 'make a record of a write that changed nothing',
    file: 'infra/local/runner/streams/table-streams.ts',
    from: 'if (!isChange(change)) continue',
    to: 'if (!isChange(change) && change.after === undefined) continue',
    tests: streams,
  },
  {
    name: 'tell a channel what it does not want',
    file: 'functions/notifier/post.ts',
    from: 'wanting(channels, notification.kind).map(',
    to: 'channels.map(',
    tests: spreading,
  },
  {
    name: 'tell a story with a gap in it',
    file: 'functions/notifier/spread/spread-changes.ts',
    from: 'return { batchItemFailures: [{ itemIdentifier: sequence }] }',
    to: 'continue',
    tests: spreading,
  },
  {
    name: 'give what is told again another id',
    file: 'functions/notifier/post.ts',
    from: 'deduplicationId: notification.id }',
    to: 'deduplicationId: String(performance.now()) }',
    tests: spreading,
  },
  {
    name: 'call a function for each write of the table',
    file: 'infra/stacks/notifier.ts',
    from: 'filters: filtersFor(wanted)',
    to: 'filters: wanted.length > 0 ? [{ eventName: [{ exists: true }] }] : filtersFor(wanted)',
    tests: stack,
  },
  {
    name: 'let channels take from what trades',
    file: 'shared/settings/concurrency.ts',
    from: 'if (notify < wanted)',
    to: 'if (notify < 0)',
    tests: ['test/settings/concurrency.test.ts'],
  },
  {
    name: 'tell of an alarm that was never on that it is over',
    file: 'functions/notifier/spread/alarm.ts',
    from: "now === 'OK' && before === 'ALARM'",
    to: "now === 'OK' && before !== ''",
    tests: spreading,
  },
  {
    name: 'tell no channel that an alarm is over',
    file: 'infra/stacks/notices.ts',
    from: 'if (this.#tellsEnds) alarm.addOkAction(action)',
    to: 'if (!this.#tellsEnds) alarm.addOkAction(action)',
    tests: stack,
  },
  {
    name: 'give up the stream while it is read',
    file: 'infra/operator/deploy/stream.ts',
    from: 'channels(recorded?.values.notify) > 0 && channels(values.notify.value) === 0',
    to: 'channels(recorded?.values.notify) > 0 && channels(values.notify.value) < 0',
    tests: ['test/operator/deploy/stream.test.ts'],
  },
  {
    name: 'deploy channels that Lambda refuses for their size',
    file: 'infra/stacks/environment-size.ts',
    from: 'if (needed <= mostBytes) return',
    to: 'if (needed <= mostBytes * 2) return',
    tests: stack,
  },
]
