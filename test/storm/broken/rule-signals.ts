import type { Mutation } from './mutation.ts'

const speaking = ['test/rule-signals/speak.test.ts']
const stack = ['test/infra/stacks/rule-signals.test.ts']

/** What keeps a deployed rule to what it can know, and to one signal for each close. */
export const ofTheRule: readonly Mutation[] = [
  {
    name: 'let the rule speak of a candle that is not over',
    file: 'functions/rule-signals/closed-klines.ts',
    from: 'if (hasNext || (askedAt >= close + over && read.length > 0) || isLastTry)',
    to: 'if (hasNext || read.length > 0 || isLastTry)',
    tests: speaking,
  },
  {
    name: 'let an older candle speak in place of a missing one',
    file: 'functions/rule-signals/closed-klines.ts',
    from: 'if (last?.openTime === openTime) return closed',
    to: 'if (last) return closed',
    tests: speaking,
  },
  {
    name: 'ask for the close before it has settled',
    file: 'functions/rule-signals/speak.ts',
    from: 'if (wait > 0) await clock.sleep(wait)',
    to: 'if (wait > 60_000) await clock.sleep(wait)',
    tests: speaking,
  },
  {
    name: 'make an id of when the rule spoke',
    file: 'functions/rule-signals/speak.ts',
    from: 'const id = idOf(signal, interval)',
    to: 'const id = idOf({ ...signal, at: context.clock.now() }, interval)',
    tests: speaking,
  },
  {
    name: 'let one symbol of the rule fail all',
    file: 'functions/rule-signals/speak.ts',
    from: "telemetry.count('RuleFailed')",
    to: "telemetry.count('RuleFailed'); throw error",
    tests: speaking,
  },
  {
    name: 'take the close after now instead of the one that was scheduled',
    file: 'functions/rule-signals/close.ts',
    from: '(Math.floor(Date.parse(read.data.scheduled) / candleMs) + 1) * candleMs',
    to: '(Math.floor(Date.now() / candleMs) + 1) * candleMs',
    tests: speaking,
  },
  {
    name: 'ask for klines while asked to wait',
    file: 'shared/binance/public-klines.ts',
    from: 'if (rest) throw new AnsweredError(notSent(rest))',
    to: "if (rest?.kind === 'banned') throw new AnsweredError(notSent(rest))",
    tests: speaking,
  },
  {
    name: 'start the rule after its closes',
    file: 'infra/stacks/rule-signals.ts',
    from: "return minutes === day ? '59 23'",
    to: "return minutes === day ? '0 0'",
    tests: stack,
  },
]
