import type { Mutation } from './mutation.ts'

const unseen = ['test/in-process/unseen-stops.test.ts']

/** What is known of a position, an entry or the address, and by whom, where not every function may look or write. */
export const ofTheUnseen: readonly Mutation[] = [
  {
    name: 'sell though another stop may stand, unseen',
    file: 'shared/position/first-stop.ts',
    from: '  if (!reason || (await another(reason, stop.code))) return { stop }\n',
    to: '  if (!reason || (false as boolean && (await another(reason, stop.code)))) return { stop }\n',
    tests: unseen,
  },
  {
    name: 'forget the former stop, unseen',
    file: 'shared/domain/intentions.ts',
    from: '    former: position.protection.primary,\n',
    to: '',
    tests: unseen,
  },
  {
    name: 'forget what a setting was asked to wait with',
    file: 'functions/executor/configure.ts',
    from: "  const { code, rest }: Partial<Refused> = answer.outcome === 'refused' ? answer : {}\n",
    to: "  const { code, rest }: Partial<Refused> = answer.outcome === 'accepted' ? answer : {}\n",
    tests: ['test/in-process/half-answers.test.ts'],
  },
  {
    name: 'refuse an unknown symbol by its setting',
    file: 'functions/executor/configure.ts',
    from: "  if (answer.outcome === 'refused' && answer.code === unknownSymbol) throw notConfigured(setting, answer)\n",
    to: '',
    tests: ['test/in-process/half-answers.test.ts'],
  },
  {
    name: 'ask for ever for a result that cannot be read',
    file: 'functions/monitor/survey/late-results.ts',
    from: '        if (error instanceof ExchangeError && !isAskedToWait(error)) await giveUp(context, held)\n',
    to: '',
    tests: ['test/in-process/old-history.test.ts'],
  },
  {
    name: 'note no loss beside the lease',
    file: 'functions/monitor/inspect/loss-beside.ts',
    from: '  await context.state.positions.noteLoss(positionId, isLoss ? at : undefined)\n',
    to: '',
    tests: ['test/in-process/wrong-marks.test.ts', 'test/in-process/crash-entry.test.ts'],
  },
  {
    name: 'keep a loss that was noted',
    file: 'functions/monitor/inspect/loss-beside.ts',
    from: "  if (!isLoss && doubt?.why !== 'loss-unread') return\n",
    to: '  if (!isLoss) return\n',
    tests: ['test/in-process/wrong-marks.test.ts'],
  },
  {
    name: 'keep the worst loss of another plan',
    file: 'functions/executor/reserve.ts',
    from: '    const ours = taken?.positionId === id\n',
    to: '    const ours = taken?.positionId === id\n    if (ours) return undefined\n',
    tests: ['test/in-process/redelivery.test.ts', 'test/in-process/half-answers.test.ts'],
  },
  {
    name: 'send once more at any price',
    file: 'functions/executor/once-more.ts',
    from: '  if (impossible) return impossible\n',
    to: '',
    tests: ['test/in-process/half-answers.test.ts'],
  },
  {
    name: 'rescue a level by the rules of then',
    file: 'functions/monitor/inspect/rescue-stop.ts',
    from: "  if (stop.outcome === 'refused' && tellsOfOtherRules(stop.code)) {\n",
    to: "  if (stop.outcome === 'accepted' && tellsOfOtherRules(0)) {\n",
    tests: ['test/in-process/taken-stops.test.ts'],
  },
  {
    name: 'hear no used weight but the survey’s',
    file: 'shared/lambda/counted.ts',
    from: "    if (usedWeightPerMinute !== undefined) telemetry.count('UsedWeight', usedWeightPerMinute)\n",
    to: '',
    tests: ['test/lambda/wiring.test.ts'],
  },
  {
    name: 'let closes from the queue ask first after a ban',
    file: 'functions/close-cleanup/close-position.ts',
    from: "if (context.toldBy === 'queue') letTheWatchAskFirst",
    to: 'if (context.toldBy === undefined) letTheWatchAskFirst',
    tests: ['test/in-process/asked-to-wait.test.ts'],
  },
  {
    name: 'take away what stands beyond the record',
    file: 'shared/domain/protection.ts',
    from: '    unlessWithheld(look, following(position, look)) ??\n',
    to: '',
    tests: ['test/domain/protection.test.ts'],
  },
]
