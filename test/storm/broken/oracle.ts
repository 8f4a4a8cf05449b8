import type { Mutation } from './mutation.ts'

/** What makes an accepted CLOSE heard, and keeps a BUY behind it. */
export const ofTheOracle: readonly Mutation[] = [
  {
    name: 'forget the wish to close',
    file: 'functions/monitor/inspect/inspect.ts',
    from: 'if (wished && ',
    to: 'if (!wished && wished && ',
    tests: ['test/in-process/heard.test.ts'],
  },
  {
    name: 'close once per position',
    file: 'functions/executor/turn-position.ts',
    from: "deduplicationId = hash('sha256', signalId, 'hex')",
    to: 'deduplicationId = message.positionId',
    tests: ['test/in-process/heard.test.ts'],
  },
  {
    name: 'wait for a dead executor with a loss',
    file: 'functions/monitor/inspect/rescue-entry.ts',
    from: 'return lossBesideLease(context, position, seen)',
    to: 'return undefined',
    tests: ['test/in-process/crash-entry.test.ts'],
  },
  {
    name: 'keep the latest signal alone',
    file: 'shared/table/symbols.ts',
    from: "['SIGNAL#BUY', 'SIGNAL#SELL', 'SIGNAL#CLOSE', 'SIGNAL']",
    to: "['SIGNAL']",
    tests: ['test/in-process/heard.test.ts'],
  },
]
