import type { Mutation } from './mutation.ts'

const unseen = ['test/house/unseen-stops.test.ts']

/** What is known of a position, an entry or the address, and by whom, where not everybody may look or write. */
export const ofTheUnseen: readonly Mutation[] = [
  {
    name: 'sell though another stop may stand, unseen',
    file: 'shared/protection/first-stop.ts',
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
    tests: ['test/house/half-answers.test.ts'],
  },
  {
    name: 'refuse an unknown symbol by its setting',
    file: 'functions/executor/configure.ts',
    from: "  if (answer.outcome === 'refused' && answer.code === unknownSymbol) throw notConfigured(setting, answer)\n",
    to: '',
    tests: ['test/house/half-answers.test.ts'],
  },
  {
    name: 'ask for ever for a result that cannot be read',
    file: 'functions/monitor/survey/late-results.ts',
    from: '        if (error instanceof ExchangeError && !isAskedToWait(error)) await giveUp(desk, held)\n',
    to: '',
    tests: ['test/house/late-history.test.ts'],
  },
  {
    name: 'let closes from the queue ask first after a ban',
    file: 'functions/close-cleanup/close-position.ts',
    from: 'if (desk.waitMs !== undefined) letTheWatchAskFirst',
    to: 'if ((desk.waitMs ?? 0) < 0) letTheWatchAskFirst',
    tests: ['test/house/asked-to-wait.test.ts'],
  },
]
