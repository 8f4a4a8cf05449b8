import type { Mutation } from './mutation.ts'

/** The promises' own mends. */
export const ofThePromises: readonly Mutation[] = [
  {
    name: 'cancel the stop first',
    file: 'shared/domain/protection.ts',
    from: "  if (protection.bridge && !bridge) return { move: 'place', order: 'bridge' }\n",
    to: '',
  },
  {
    name: 'resend an unresolved entry',
    file: 'shared/position/send-entry.ts',
    from: '  const answer = await context.exchange.place(order)\n',
    to: "  const first = await context.exchange.place(order)\n  const answer = first.outcome === 'unresolved' ? await context.exchange.place(order) : first\n",
  },
  {
    name: 'forget the algo book',
    file: 'functions/close-cleanup/empty-books.ts',
    from: '    ...algo.map(({ clientId }) => exchange.cancelAlgo(symbol, clientId)),\n',
    to: '',
  },
  {
    name: 'cancel what is not shown',
    file: 'functions/close-cleanup/empty-books.ts',
    from: 'const onlyOurs = beside || others.length === 0',
    to: 'const onlyOurs = beside',
    tests: ['test/in-process/turned.test.ts'],
  },
  {
    name: 'skip the fence',
    file: 'shared/position/resolve-entry.ts',
    from: 'context.clock.now() - sentAt > timing.fence',
    to: 'context.clock.now() - sentAt >= 0',
    tests: ['test/in-process/half-answers.test.ts', 'test/in-process/lost-answers.test.ts'],
  },
  {
    name: 'drop the version check',
    file: 'shared/table/positions.ts',
    from: "ConditionExpression: 'version = :version',\n        ExpressionAttributeValues: {\n          ':v': itemVersion,\n          ':body': position,\n          ':version': version,\n",
    to: "ConditionExpression: 'attribute_exists(pk)',\n        ExpressionAttributeValues: {\n          ':v': itemVersion,\n          ':body': position,\n",
    tests: ['test/table', 'test/lab/memory-table.test.ts'],
  },
]
