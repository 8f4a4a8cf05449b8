import type { Mutation } from './mutation.ts'

const publicly = ['test/paper/rules/public-rules.test.ts']
const atSource = ['test/paper/rules/changed-at-source.test.ts']
const snapshot = ['test/paper/rules/snapshot.test.ts']
const recorded = ['test/infra/local/rules/market-rules.test.ts']

/** Whose rules the paper venue holds orders to, and what a change of them leaves alone. */
export const ofEverySymbol: readonly Mutation[] = [
  {
    name: 'hold a new reading to at once',
    file: 'shared/paper/rules/public-rules.ts',
    from: '(slotOf(now) + looksAhead) * look',
    to: 'now',
    tests: publicly,
  },
  {
    name: 'forget a symbol that is listed no longer',
    file: 'shared/paper/rules/reading.ts',
    from: '...symbols.rows.map(row => asFine(row, before.get(row.symbol))), ...kept]',
    to: '...symbols.rows.map(row => asFine(row, before.get(row.symbol)))]',
    tests: publicly,
  },
  {
    name: 'trade on what is listed no longer',
    file: 'shared/paper/core/place-order.ts',
    from: '!request.reduceOnly && !venue.rules.isTrading',
    to: '!request.reduceOnly && venue.rules.isTrading === undefined',
    tests: atSource,
  },
  {
    name: 'take coarser precisions',
    file: 'shared/paper/rules/reading.ts',
    from: 'Math.max(row.quantityPrecision, before.quantityPrecision)',
    to: 'Math.min(row.quantityPrecision, before.quantityPrecision)',
    tests: publicly,
  },
  {
    name: 'leave what is no whole step of today’s rules',
    file: 'shared/paper/core/book.ts',
    from: "wanted.lte(liquidity) ? wanted : toMultiple(liquidity, quantityStep, 'down')",
    to: "toMultiple(wanted.lte(liquidity) ? wanted : liquidity, quantityStep, 'down')",
    tests: atSource,
  },
  {
    name: 'give the mildest brackets where none are known',
    file: 'shared/paper/rules/snapshot.ts',
    from: 'unpackBrackets(symbol, snapshot.strictest)',
    to: "unpackBrackets(symbol, snapshot.brackets[0]?.split(': ')[0] ?? '')",
    tests: snapshot,
  },
  {
    name: 'let the snapshot come before a given file',
    file: 'infra/local/rules/market-rules.ts',
    from: 'if (told) return ofFile(told)\n  const shipped = shippedRules.exchangeInfo',
    to: 'if (told && !snapshotBodies(symbol)) return ofFile(told)\n  const shipped = shippedRules.exchangeInfo',
    tests: recorded,
  },
]
