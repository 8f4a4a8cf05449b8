import type { Mutation } from './mutation.ts'

const tests = [
  'test/in-process/todays-rules.test.ts',
  'test/in-process/todays-steps.test.ts',
  'test/in-process/listings.test.ts',
  'test/domain/refit.test.ts',
]

/** The rules of today, and symbols that come and go. */
export const ofTheRules: readonly Mutation[] = [
  {
    name: 'keep the rules of the entry',
    file: 'shared/position/todays-rules.ts',
    from: '  if (!change) return false\n',
    to: '  if (!change || before) return false\n',
    tests,
  },
  {
    name: 'write rules that are the same',
    file: 'shared/position/todays-rules.ts',
    from: 'if (changed.length === 0) return undefined',
    to: 'if (changed.length < 0) return undefined',
    tests: ['test/in-process/todays-rules.test.ts'],
  },
  {
    name: 'record a level that was refused',
    file: 'shared/position/stops.ts',
    from: "  if (order === 'bridge') await standDown(moving)\n",
    to: '',
    tests,
  },
  {
    name: 'never round an exit up',
    file: 'shared/domain/exit-size.ts',
    from: '    : coveringQuantity(wanted, rules)\n',
    to: '    : whole\n',
    tests,
  },
  {
    name: 'forget what one market order takes',
    file: 'shared/domain/exit-size.ts',
    from: '  return quantity.gt(most) ? most : quantity\n',
    to: '  return most.gt(0) ? quantity : most\n',
    tests,
  },
  {
    name: 'read no rules after a refusal',
    file: 'shared/position/market-facts.ts',
    from: 'if (!(await mayRead(context, now))) return read',
    to: 'if (now > 0) return read',
    tests,
  },
  {
    name: 'place a stop on the tick of yesterday',
    file: 'shared/position/stops.ts',
    from: '  if (protection) await held.write({ ...held.position, protection })\n',
    to: '',
    tests,
  },
  {
    name: 'read rules only with nothing open',
    file: 'functions/monitor/survey/upkeep.ts',
    from: "((await areDue(context)) ? (['rules'] as const) : [])",
    to: "(positions === 0 && (await areDue(context)) ? (['rules'] as const) : [])",
    tests,
  },
  {
    name: 'keep symbols that are gone',
    file: 'shared/table/rules-cache.ts',
    from: 'filter(symbol => !named.has(symbol))',
    to: "filter(symbol => !named.has(symbol) && symbol === '')",
    tests: ['test/table/symbols.test.ts', ...tests],
  },
  {
    name: 'throw what a symbol is unknown for',
    file: 'functions/executor/open-position.ts',
    from: 'if (!isUnknownSymbol(error) || error.symbol !== symbol) throw error',
    to: 'if (!isUnknownSymbol(error) || error.symbol) throw error',
    tests,
  },
  {
    name: 'never settle a contract that ended',
    file: 'functions/close-cleanup/close-position.ts',
    from: '    if (!isUnknownSymbol(error)) throw error\n',
    to: '    if (!isUnknownSymbol(error) || error.symbol) throw error\n',
    tests,
  },
  {
    name: 'call a part that is covered all',
    file: 'shared/domain/look.ts',
    from: 'stop.closePosition || dec(stop.quantity).gte(open)',
    to: 'stop.closePosition || dec(stop.quantity).lte(open)',
    tests: ['test/in-process/crash-watch.test.ts'],
  },
  {
    name: 'heed no other rules after a lost answer',
    file: 'shared/position/first-stop.ts',
    from: '  const answer = await placeTwice(context, position)\n',
    to: "  const answer = await placeTwice(context, position)\n  if (answer.outcome === 'refused' && answer.message) return answer\n",
    tests: ['test/in-process/todays-rules.test.ts'],
  },
  {
    name: 'sell where a tick cannot be read',
    file: 'shared/position/first-stop.ts',
    from: "  return again.outcome === 'refused' && tellsOfAnotherTick(again.code)\n",
    to: "  return again.outcome === 'refused' && tellsOfAnotherTick(0)\n",
    tests: ['test/in-process/todays-rules.test.ts', 'test/in-process/unseen-stops.test.ts'],
  },
  {
    name: 'try no exit in another step',
    file: 'shared/position/exit-by-trial.ts',
    from: 'trial < mostTrials',
    to: 'trial < 0 * mostTrials',
    tests: ['test/in-process/todays-steps.test.ts'],
  },
  {
    name: 'try no exit in smaller parts',
    file: 'shared/domain/exit-size.ts',
    from: 'refused.div(2).toFixed()',
    to: 'refused.toFixed()',
    tests: ['test/in-process/todays-steps.test.ts'],
  },
]
