import type { Mutation } from './mutation.ts'

const halfAnswers = ['test/in-process/half-answers.test.ts']
const badMoments = ['test/in-process/one-bad-moment.test.ts']

/** What an answer proves, and what one bad moment costs. */
export const ofTheAnswers: readonly Mutation[] = [
  {
    name: 'believe any refusal',
    file: 'shared/position/send-entry.ts',
    from: "if (blame === 'order') return",
    to: 'if (blame) return',
    tests: halfAnswers,
  },
  {
    name: 'send once more after 429',
    file: 'shared/position/send-entry.ts',
    from: "passed: blame === 'moment'",
    to: 'passed: true',
    tests: halfAnswers,
  },
  {
    name: 'never send once more',
    file: 'shared/position/send-entry.ts',
    from: "passed: blame === 'moment'",
    to: 'passed: false',
    tests: halfAnswers,
  },
  {
    name: 'send the old plan once more',
    file: 'functions/executor/once-more.ts',
    from: 'const basis = { ...before, quote }',
    to: 'const basis = { ...before, quote: before.quote ?? quote }',
    tests: halfAnswers,
  },
  {
    name: 'take any success',
    file: 'shared/binance/field.ts',
    from: ".object({ code: z.union([z.literal(200), z.literal('200')]) })",
    to: '.unknown()',
    tests: ['test/binance/proven-success.test.ts'],
  },
  {
    name: 'trust a setting unread',
    file: 'functions/executor/configure.ts',
    from: '.marginMode === mode ? { value: undefined } : undefined',
    to: '.marginMode ? { value: undefined } : undefined',
    tests: halfAnswers,
  },
  {
    name: 'wait for an ended entry',
    file: 'shared/domain/order-status.ts',
    from: "'EXPIRED_IN_MATCH', ",
    to: '',
    tests: halfAnswers,
  },
  {
    name: 'read only once',
    file: 'shared/binance/repeat.ts',
    from: 'if (!mayHelp(error) || clock.now() - askedAt > withinMs) throw error',
    to: 'if (withinMs >= 0) throw error',
    tests: badMoments,
  },
  {
    name: 'repeat a slow read',
    file: 'shared/binance/repeat.ts',
    from: ' || clock.now() - askedAt > withinMs',
    to: '',
    tests: ['test/binance/failed-reads.test.ts'],
  },
  {
    name: 'leave it to the queue',
    file: 'functions/executor/deliver.ts',
    from: '    await handBack(restBeforeRetry(now - signal.at, goodForMs))\n',
    to: '',
    tests: badMoments,
  },
  {
    name: 'hand back what was begun',
    file: 'functions/executor/deliver.ts',
    from: '    if (begun) {',
    to: '    if (begun && isAskedToWait(error)) {',
    tests: badMoments,
  },
  {
    name: 'try what is too old',
    file: 'functions/executor/deliver.ts',
    from: 'if (stale && isEntry(signal))',
    to: "if (stale?.reason === 'hold' && isEntry(signal))",
    tests: badMoments,
  },
  {
    name: 'forget what kept a signal',
    file: 'functions/executor/deliver.ts',
    from: '    await state.signals.noteFailure(signal.id, failure)\n',
    to: '',
    tests: badMoments,
  },
]
