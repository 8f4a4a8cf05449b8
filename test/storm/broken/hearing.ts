import type { Mutation } from './mutation.ts'

/** What the operator is told of how the exchange answers where the functions run. The storms do not ask for it. */
export const ofWhatIsHeard: readonly Mutation[] = [
  {
    name: 'keep no refusal for the operator',
    file: 'functions/monitor/survey/heard.ts',
    from: 'if (!isAskedToWait(error)) await',
    to: 'if (isAskedToWait(error)) await',
    tests: ['test/in-process/hearing.test.ts'],
  },
  {
    name: 'take the 0 beside an HTTP status for a code',
    file: 'shared/binance/outcome.ts',
    from: 'code !== undefined && isCode(code) ? code : status',
    to: 'code ?? status',
    tests: ['test/in-process/hearing.test.ts'],
  },
  {
    name: 'let an earlier look speak over a later one',
    file: 'shared/table/watch.ts',
    from: ' AND (attribute_not_exists(heardAt) OR heardAt <= :at)',
    to: '',
    tests: ['test/table/watch.test.ts'],
  },
  {
    name: 'find it safe wherever Binance refuses the functions',
    file: 'infra/operator/doctor/asked-by-survey.ts',
    from: 'if (heard.failure !== undefined) return',
    to: 'if (heard.failure === name) return',
    tests: ['test/operator/doctor.test.ts'],
  },
  {
    name: 'keep room for a function that is not there',
    file: 'infra/operator/doctor/concurrency.ts',
    from: 'isCarried ? shares',
    to: 'shares ? shares',
    tests: ['test/operator/doctor.test.ts'],
  },
  {
    name: 'count what other functions have reserved as ours',
    file: 'infra/operator/doctor/concurrency.ts',
    from: 'const free = unreserved + own',
    to: 'const free = quota + own',
    tests: ['test/operator/doctor.test.ts'],
  },
]
