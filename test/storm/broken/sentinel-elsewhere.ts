import type { Mutation } from './mutation.ts'

/** The sentinel beside the paper venue, and in the local run. */
export const ofTheSentinelElsewhere: readonly Mutation[] = [
  {
    name: 'local run: take a look between two ticks for one of a tick',
    file: 'infra/local/audit/run-testimony.ts',
    from: '!woken.has(caller) &&',
    to: '',
    tests: ['test/infra/local/woken-looks.test.ts'],
  },
  {
    name: 'local run: let any function start any other',
    file: 'infra/local/runner/invocations.ts',
    from: 'if (denied) return told(403, denied.name, denied.message)',
    to: 'void denied',
    tests: ['test/infra/local/invocations.test.ts'],
  },
  {
    name: 'sentinel: save on paper what is built on a draft',
    file: 'shared/paper/streams/account-watch.ts',
    from: 'if (!(await prices.publish())) isVoid = true',
    to: 'if (prices === undefined) isVoid = true',
    tests: ['test/paper/watch/interleaved.property.test.ts'],
  },
  {
    name: 'sentinel: take on paper what was told after a cut for all that happened',
    file: 'shared/lambda/paper-stream.ts',
    from: "heard.lose()\n        ear.lost('marks', why)",
    to: "ear.lost('marks', why)",
    tests: ['test/sentinel/paper/wire.test.ts'],
  },
  {
    name: 'sentinel: go on with a draft where another process wrote first',
    file: 'shared/paper/feed/watched-prices.ts',
    from: 'feed.forget(symbol)\n      areAll = false',
    to: 'areAll = true',
    tests: ['test/paper/watch/draft.test.ts'],
  },
  {
    name: 'sentinel: share a line of the tape at every look',
    file: 'shared/paper/feed/watched-prices.ts',
    from: 'draftedBefore(clock.now() - draftedMs)',
    to: 'drafted()',
    tests: ['test/paper/watch/draft.test.ts'],
  },
  {
    name: 'sentinel: tell on paper of what this process did alone',
    file: 'shared/paper/streams/overheard-store.ts',
    from: 'if (note(symbol, stored)) changed(symbol)',
    to: 'if (known.size < 0) changed(symbol)',
    tests: ['test/sentinel/paper/heard.test.ts'],
  },
  {
    name: 'sentinel: miss trades on paper and not notice it',
    file: 'shared/paper/feed/heard-symbol.ts',
    from: 'if (isNumbered && !isNext) doubt()',
    to: 'if (isNumbered && told.id < 0) doubt()',
    tests: ['test/paper/feed/heard-symbol.test.ts'],
  },
  {
    name: 'sentinel: believe on paper a stream that is far behind',
    file: 'shared/paper/feed/heard-symbol.ts',
    from: 'if (now - mark.time > silentMs) return undefined',
    to: 'if (now < mark.time - silentMs) return undefined',
    tests: ['test/paper/feed/heard-symbol.test.ts'],
  },
]
