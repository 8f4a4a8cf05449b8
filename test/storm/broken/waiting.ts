import type { Mutation } from './mutation.ts'

const tests = ['test/in-process/asked-to-wait.test.ts', 'test/binance/rest.test.ts']

/** The mends that keep us waiting when asked to, and what cannot wait from waiting. */
export const ofTheWaiting: readonly Mutation[] = [
  {
    name: 'ask on after 429',
    file: 'shared/binance/rest.ts',
    from: '  if (!banned && status !== 429) return undefined\n',
    to: '  if (!banned) return undefined\n',
    tests,
  },
  {
    name: 'read no Retry-After',
    file: 'shared/binance/rest.ts',
    from: 'const pauses = [retryAfterMs ?? 0, ',
    to: 'const pauses = [0, ',
    tests,
  },
  {
    name: 'ask on while banned',
    file: 'shared/binance/rest.ts',
    from: 'const banned = status === 418 || banEnd !== undefined',
    to: 'const banned = banEnd !== undefined',
    tests,
  },
  {
    name: 'send no stop while limited',
    file: 'shared/binance/rest.ts',
    from: "(name === 'placeAlgoOrder' && type === 'STOP_MARKET' && (closePosition === true || reduceOnly === true)) ||",
    to: '',
    tests,
  },
  {
    name: 'send no exit while limited',
    file: 'shared/binance/rest.ts',
    from: "(name === 'placeOrder' && type === 'MARKET' && reduceOnly === true)",
    to: 'false',
    tests,
  },
  {
    name: 'look at every chance while limited',
    file: 'shared/binance/rest.ts',
    from: 'return now() - lookedAt >= pause',
    to: 'return pause >= 0',
    tests,
  },
  {
    name: 'end the survey when asked to wait',
    file: 'functions/monitor/survey/survey.ts',
    from: 'await unlessAskedToWait(hearing(context, look, context.exchange.positions()))',
    to: 'await hearing(context, look, context.exchange.positions())',
    tests,
  },
  {
    name: 'trust unseen stops while limited',
    file: 'functions/monitor/inspect/watch-blind.ts',
    from: '  if (isAskedToWait(failure)) await rescueUnseen(context, position, look.quantity)\n',
    to: '',
    tests,
  },
  {
    name: 'sell nothing unseen',
    file: 'functions/close-cleanup/flatten.ts',
    from: '      if (sent === 0 && hidesQuantity(error)) await sellRecorded(context, held)\n',
    to: '',
    tests,
  },
  {
    name: 'forget what could not be swept',
    file: 'functions/monitor/survey/survey.ts',
    from: '    await sweepLater(context, closedLately(before, clock.now(), intervalMs))\n',
    to: '',
    tests,
  },
  {
    name: 'tell no other function to wait',
    file: 'shared/lambda/shared-rest.ts',
    from: '  for (const rest of known) exchange.heed(rest)\n',
    to: '',
    tests: ['test/lambda/shared-rest.test.ts'],
  },
  {
    name: 'let entries ask first after a ban',
    file: 'functions/executor/open-position.ts',
    from: '  letTheWatchAskFirst(context,',
    to: '  void (context,',
    tests,
  },
  {
    name: 'keep what is dealt with waiting after a ban',
    file: 'functions/executor/open-position.ts',
    from: "  if (known?.item.state === 'entering' || !known)\n",
    to: '',
    tests,
  },
  {
    name: 'leave a begun entry to the pace of its queue after a ban',
    file: 'functions/executor/deliver.ts',
    from: 'if (isAskedToWait(error)) await handBack(',
    to: 'if (isAskedToWait(error)) await Promise.resolve(',
    tests,
  },
  {
    name: 'look at each tick however many were refused',
    file: 'shared/binance/rest.ts',
    from: 'refused.times > mostRefused',
    to: 'refused.times > mostRefused * 1e9',
    tests: ['test/binance/rest.test.ts'],
  },
]
