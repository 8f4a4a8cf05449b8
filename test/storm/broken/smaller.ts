import type { Mutation } from './mutation.ts'

/** The account's room for conditional orders, its money, and what its symbols are called. */
export const ofTheAccount: readonly Mutation[] = [
  {
    name: 'count no orders of others',
    file: 'functions/executor/market-view.ts',
    from: 'othersOrders: conditional.filter(isForeign).length',
    to: 'othersOrders: 0',
    tests: ['test/in-process/others-orders.test.ts'],
  },
  {
    name: 'wait for a stop that cannot stand',
    file: 'shared/position/first-stop.ts',
    from: 'code === -4045 || ',
    to: '',
    tests: ['test/in-process/others-orders.test.ts'],
  },
  {
    name: 'throw where a margin asset is missing',
    file: 'functions/executor/open-position.ts',
    from: "return refused('refused', `the futures account",
    to: 'throw new Error(`the futures account',
    tests: ['test/in-process/admission.test.ts'],
  },
  {
    name: 'group messages by the symbol as it is',
    file: 'functions/signal-gate/take-signal.ts',
    from: 'group: groupOf(signal.symbol)',
    to: 'group: signal.symbol',
    tests: ['test/in-process/any-script.test.ts'],
  },
  {
    name: 'group closes by the symbol',
    file: 'functions/executor/turn-position.ts',
    from: 'await requestClose(closeQueue, signalId, { v: 1, positionId, reason })',
    to: 'await closeQueue.send({ v: 1, positionId, reason }, { group: symbol, deduplicationId: positionId })',
    tests: ['test/in-process/any-script.test.ts'],
  },
]

/** What signals may say, and what they are called. */
export const ofSignals: readonly Mutation[] = [
  {
    name: 'go on with another signal’s position',
    file: 'functions/executor/open-position.ts',
    from: 'if (signal.at <= signalAt + clockAhead) return',
    to: 'if (signal.at >= 0) return',
    tests: ['test/in-process/redelivery.test.ts'],
  },
  {
    name: 'take any first take-profit',
    file: 'shared/domain/first-take-profit.ts',
    from: '!first || dec(offered).lte(first.at)) return undefined',
    to: '!first || dec(offered).gte(0)) return undefined',
    tests: ['test/in-process/entry.test.ts'],
  },
  {
    name: 'adopt into another position’s record',
    file: 'functions/monitor/survey/adoption/adopt.ts',
    from: ' && !(await isOfBefore(context, position))',
    to: ' && !isOfBefore',
    tests: ['test/in-process/adoption.test.ts'],
  },
  {
    name: 'word a value however deep it is',
    file: 'shared/domain/printable.ts',
    from: 'if (depth === deepest)',
    to: 'if (depth < 0)',
    tests: ['test/in-process/bad-input.test.ts'],
  },
  {
    name: 'derive other position ids',
    file: 'shared/domain/identity.ts',
    from: '.slice(0, 20)',
    to: '.slice(0, 22)',
    tests: ['test/domain/identity.test.ts'],
  },
]

/** Who reaches what runs on this machine, and what is shown there. */
export const ofThisMachine: readonly Mutation[] = [
  {
    name: 'judge the stamps of a run on this machine by the market alone',
    file: 'infra/local/runner/stack.ts',
    from: 'queueUrl === blueprint.outputs.SignalQueueUrl ? restamp(body) : body',
    to: "queueUrl === blueprint.outputs.SignalQueueUrl ? (restamp(''), body) : body",
    tests: ['test/whole/rule.test.ts'],
  },
  {
    name: 'take the same stamp for another each time',
    file: 'infra/local/runner/market-stamps.ts',
    from: 'if (known !== undefined) return new Date(known).toISOString()',
    to: 'if (known !== undefined && known < 0) return new Date(known).toISOString()',
    tests: ['test/infra/local/market-stamps.test.ts'],
  },
  {
    name: 'take every stamp for one of now',
    file: 'infra/local/runner/market-stamps.ts',
    from: 'const at = Math.floor(market - (wall - stamp))',
    to: 'const at = Math.floor(market)',
    tests: ['test/infra/local/market-stamps.test.ts'],
  },
  {
    name: 'listen on every address',
    file: 'infra/local/runner/on-loopback.ts',
    from: '{ ...first, host: loopback }',
    to: '{ ...first }',
    tests: ['test/infra/local/on-loopback.test.ts'],
  },
  {
    name: 'answer web pages',
    file: 'infra/local/market/stranger.ts',
    from: "if (headers.has('origin'))",
    to: "if (headers.has('no-origin'))",
    tests: ['test/paper/faults/served.test.ts'],
  },
  {
    name: 'answer a client that knows no token',
    file: 'infra/local/market/stranger.ts',
    from: 'return told !== undefined && isSame(told, token)',
    to: 'return told === undefined || isSame(told, token)',
    tests: ['test/paper/faults/served.test.ts'],
  },
  {
    name: 'show escapes as they came',
    file: 'infra/terminal/for-terminal.ts',
    from: 'index % 2 === 1 ? part : printable(part)',
    to: 'index % 2 === 1 ? part : part',
    tests: ['test/infra/local/for-terminal.test.ts'],
  },
]
