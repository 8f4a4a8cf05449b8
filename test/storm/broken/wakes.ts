import type { Mutation } from './mutation.ts'

const tests = ['woken', 'woken-beside'].map(name => `test/in-process/${name}.test.ts`)
const ofTheBudget = [...tests, 'test/domain/wake-budget.test.ts']

/** Looks between two ticks. */
export const ofWakes: readonly Mutation[] = [
  {
    name: 'look at a woken position as often as it is asked for',
    file: 'shared/domain/wake-budget.ts',
    from: '    if (last && last.at >= heardAt) continue\n',
    to: '',
    tests: ofTheBudget,
  },
  {
    name: 'look at a woken position twice in a second',
    file: 'shared/domain/wake-budget.ts',
    from: 'Math.max(now, (last?.at ?? 0) + apart)',
    to: 'now',
    tests: ofTheBudget,
  },
  {
    name: 'give wakes whatever they ask for',
    file: 'shared/domain/wake-budget.ts',
    from: 'next > most ||',
    to: 'next < 0 ||',
    tests: ofTheBudget,
  },
  {
    name: 'let what is no danger spend what danger needs',
    file: 'shared/domain/wake-budget.ts',
    from: 'isDanger(cause) ? wakeBudget.weight : wakeBudget.calm',
    to: 'wakeBudget.weight',
    tests: ofTheBudget,
  },
  {
    name: 'let one position take all looks of a minute',
    file: 'shared/domain/wake-budget.ts',
    from: '(last?.times ?? 0) >= wakeBudget.looks',
    to: '(last?.times ?? 0) < 0',
    tests: ofTheBudget,
  },
  {
    name: 'look without writing it down',
    file: 'functions/monitor/survey/claim-looks.ts',
    from: '    if (await woken.write(granted.after, known?.version ?? 0, execution)) return granted\n',
    to: '    return granted\n',
    tests,
  },
  {
    name: 'forget that the look is this run’s where the answer to its write was lost',
    file: 'functions/monitor/survey/claim-looks.ts',
    from: '    if (written && known?.writer === execution) return written\n',
    to: '',
    tests,
  },
  {
    name: 'look at whatever a wake names',
    file: 'functions/monitor/survey/woken.ts',
    from: "of === 'open' && account.item.slots[symbol]?.positionId === id",
    to: "of !== undefined && symbol !== undefined && account.item !== undefined && id !== ''",
    tests,
  },
  {
    name: 'ask for the account between ticks though asked to wait',
    file: 'functions/monitor/survey/woken.ts',
    from: "rest ? rest.kind === 'limited' && isDanger(cause) : true",
    to: 'true',
    tests,
  },
  {
    name: 'leave all to the tick where the read that they share is told to wait',
    file: 'functions/monitor/survey/woken.ts',
    from: 'due.map(position => unseenRow(position, {})) : []',
    to: '[] : []',
    tests,
  },
  {
    name: 'take the next tick’s look away',
    file: 'shared/binance/positions.ts',
    from: "look ? 'positionRiskBetweenTicks' : 'positionRisk'",
    to: "look ? 'positionRisk' : 'positionRisk'",
    tests: ['test/binance/rest.test.ts'],
  },
  {
    name: 'leave a woken position that another writer has to the tick',
    file: 'functions/monitor/inspect/inspect.ts',
    from: 'return row.woken && !row.woken.last ? inspectOnceMore(context, row) : undefined',
    to: 'return undefined',
    tests,
  },
  {
    name: 'leave to the tick whatever close meets another writer',
    file: 'functions/close-cleanup/close-position.ts',
    from: 'clock.now() + busy[toldBy]',
    to: "clock.now() + (toldBy === 'queue' ? busy.queue : 0)",
    tests,
  },
  {
    name: 'wait for another writer until the task of the watch is over',
    file: 'functions/close-cleanup/close-position.ts',
    from: 'clock.now() + busy[toldBy]',
    to: 'clock.now() + busy.queue',
    tests,
  },
  {
    name: 'look at a woken position before its second is over',
    file: 'functions/monitor/inspect/inspect.ts',
    from: '  await untilDue(context, row)\n',
    to: '',
    tests,
  },
  {
    name: 'take up what closes for a wake',
    file: 'functions/monitor/inspect/inspect.ts',
    from: "  if (row.woken && position.state !== 'open') return undefined\n",
    to: '',
    tests,
  },
  {
    name: 'go on ticking after a wake',
    file: 'infra/stacks/watch-definition.ts',
    from: "{ result: Result.fromBoolean(false), resultPath: '$.again' }",
    to: "{ result: Result.fromBoolean(true), resultPath: '$.again' }",
    tests: ['test/infra/stacks/watch.test.ts'],
  },
]
