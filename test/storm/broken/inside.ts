import type { Mutation } from './mutation.ts'

/** Mends of our own code. */
export const ofInside: readonly Mutation[] = [
  {
    name: 'inside: bank what may have fired',
    file: 'shared/position/take-profits.ts',
    from: "      const sought = await seek(moving, index)\n      // Under the same client id: if it lives after all, the exchange says so.\n      return sought === 'absent' ? offer(inVain(moving, clientId), index) : sought\n",
    to: '      return offer(moving, index)\n',
    tests: ['test/in-process/take-profit-once.test.ts'],
  },
  {
    name: 'inside: cancel the stop of who turned it',
    file: 'functions/close-cleanup/empty-books.ts',
    from: 'others.length > 0 && (await somethingIsOpen(exchange, symbol))',
    to: 'false',
    tests: ['test/in-process/turned.test.ts'],
  },
  {
    name: 'inside: charge the whole of a turn',
    file: 'shared/domain/own-fills.ts',
    from: 'own.push(partOf(fill, left))',
    to: 'own.push(fill)',
    tests: ['test/in-process/turned.test.ts'],
  },
  {
    name: 'inside: let a slot without a record be',
    file: 'functions/monitor/survey/survey.ts',
    from: 'if (lost.length === 0) return',
    to: 'if (lost.length >= 0) return',
    tests: ['test/in-process/lost-records.test.ts'],
  },
  {
    name: 'inside: forget what lost its slot',
    file: 'functions/monitor/survey/left-orders.ts',
    from: "position && position.state !== 'closed' && position.state !== 'abandoned'",
    to: 'position === null',
    tests: ['test/in-process/lost-records.test.ts'],
  },
  {
    name: 'inside: plan from more digits than are kept',
    file: 'shared/position/opened-position.ts',
    from: 'rungs: planRungs({ side, entryPrice, quantity',
    to: 'rungs: planRungs({ side, entryPrice: price.toFixed(), quantity',
    tests: ['test/position/opened-position.test.ts'],
  },
  {
    name: 'inside: forget the price that the look found',
    file: 'shared/position/opened-position.ts',
    from: 'open?.entryPrice ?? seen ??',
    to: 'open?.entryPrice ??',
    tests: ['test/in-process/old-lists.test.ts'],
  },
  {
    name: 'inside: leave a close unwritten until it begins',
    file: 'functions/monitor/inspect/inspect.ts',
    from: "if (done.reason !== 'external') await beginClosing(context, held, done.reason)",
    to: '',
    tests: ['test/in-process/unseen-stops.test.ts'],
  },
  {
    name: 'inside: let leases end before their functions',
    file: 'shared/domain/timing.ts',
    from: '...{ timeout: 40_000, lease: 45_000',
    to: '...{ timeout: 40_000, lease: 1_000',
    tests: ['test/domain/timing.test.ts'],
  },
]
