import type { Mutation } from './mutation.ts'

const criteria = (name: string) => `infra/operator/evaluate/criteria/${name}.ts`
const gather = (name: string) => `infra/operator/evaluate/gather/${name}.ts`
const tests = ['test/operator/evaluate/criteria.test.ts']
const gathered = ['test/operator/evaluate/gather.test.ts']

/** Whether a deployment is said to be good enough for money. No storm evaluates. */
export const ofTheEvaluation: readonly Mutation[] = [
  {
    name: 'pass what was not seen',
    file: 'infra/operator/evaluate/criterion.ts',
    from: "verdicts.includes('not yet') || verdicts.length === 0",
    to: 'false',
    tests,
  },
  {
    name: 'forget how long the watch was silent',
    file: criteria('watched'),
    from: '{ from: run.from || at, minutes: run.minutes + 1 }',
    to: '{ from: run.from || at, minutes: 1 }',
    tests,
  },
  {
    name: 'expect of the last minutes what CloudWatch does not have',
    file: criteria('watched'),
    from: 'const lateMs = 3 * minuteMs',
    to: 'const lateMs = 0',
    tests,
  },
  {
    name: 'count only whether there was a look',
    file: criteria('watched'),
    from: 'looks.share < terms.looksHeld',
    to: 'looks.share === 0',
    tests,
  },
  {
    name: 'evaluate days on which the watch was away',
    file: criteria('evaluated'),
    from: 'away > hours * terms.hoursAway &&',
    to: 'away > hours &&',
    tests,
  },
  {
    name: 'let an alarm of today go that cleared',
    file: criteria('alarms'),
    from: 'late.length > 0 &&',
    to: 'late.length > on.length + 9 &&',
    tests,
  },
  {
    name: 'evaluate without alarms',
    file: criteria('alarms'),
    from: 'known === 0 &&',
    to: 'known < 0 &&',
    tests,
  },
  {
    name: 'take another release’s rehearsal',
    file: criteria('rehearsed'),
    from: 'rehearsal.release !== release &&',
    to: 'rehearsal.release === undefined &&',
    tests,
  },
  {
    name: 'pass trades that may be luck',
    file: criteria('results'),
    from: 'dec(range.low).lte(least) &&',
    to: 'dec(range.low).lt(-1) &&',
    tests,
  },
  {
    name: 'pass a drawdown of what is not known',
    file: criteria('results'),
    from: 'share === undefined && notYet',
    to: "share === '' && notYet",
    tests,
  },
  {
    name: 'hear nothing of money that moved for others',
    file: criteria('statement'),
    from: 'stray.gt(terms.unaccounted) &&',
    to: 'stray.lt(0) &&',
    tests,
  },
  {
    name: 'compare results without fees always',
    file: criteria('statement'),
    from: 'own.length === rows.length',
    to: 'own.length < 0',
    tests,
  },
  {
    name: 'give what was never filled a life without end',
    file: criteria('statement'),
    from: "state !== 'abandoned'",
    to: "state !== 'closing'",
    tests,
  },
  {
    name: 'pass what no entry has shown',
    file: criteria('promises'),
    from: 'longestNakedMs === undefined && notYet',
    to: 'longestNakedMs === 0 && notYet',
    tests,
  },
  {
    name: 'blame the producer for rules of trading',
    file: criteria('signals'),
    from: 'faulty.includes(reason)',
    to: "reason !== ''",
    tests,
  },
  {
    name: 'count what other deployments measured',
    file: gather('measured'),
    from: '{ deployment, from, to: now + hourMs }',
    to: "{ deployment: 'paper', from, to: now + hourMs }",
    tests: gathered,
  },
  {
    name: 'hear of no alarm over others',
    file: gather('alarm-history'),
    from: "AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],",
    to: "AlarmTypes: ['MetricAlarm' as const],",
    tests: gathered,
  },
  {
    name: 'take a rehearsal that was killed for passed',
    file: gather('rehearsal'),
    from: ": 'failed'",
    to: ": 'passed'",
    tests: gathered,
  },
  {
    name: 'let a recorded market expire by this machine’s date',
    file: 'shared/lambda/paper-transport.ts',
    from: 'dynamoVenueStore({ documents, table, clock })',
    to: 'dynamoVenueStore({ documents, table })',
    tests: ['test/lambda/paper-transport.test.ts'],
  },
]
