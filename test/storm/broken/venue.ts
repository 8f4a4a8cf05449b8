import type { Mutation } from './mutation.ts'

const changedAtSource = ['test/paper/rules/changed-at-source.test.ts']
const overSockets = ['test/paper/streams/over-sockets.test.ts']

/** What the paper venue tells of its market, and what it remembers of it. */
export const ofTheVenue: readonly Mutation[] = [
  {
    name: 'tell the funding of another time',
    file: 'infra/local/market/retimed-feed.ts',
    from: 'nextTime: toShown(state.nextTime)',
    to: 'nextTime: state.nextTime',
    tests: ['test/paper/market/retimed-funding.test.ts'],
  },
  {
    name: 'keep a minute that is not over',
    file: 'shared/paper/feed/day-bar.ts',
    from: 'if (bar && span.to + SETTLED_MS < at)',
    to: 'if (bar && span.to >= 0)',
    tests: ['test/paper/feed/day-bar.test.ts'],
  },
  {
    name: 'find an order by the client id of the next one',
    file: 'shared/paper/core/order-index.ts',
    from: 'return found?.[0].clientId === clientId ? found[1] : undefined',
    to: 'return found?.[1]',
    tests: ['test/paper/core/order-lists.test.ts'],
  },
  {
    name: 'find an order that is gone',
    file: 'shared/paper/core/order-index.ts',
    from: 'byClientId.delete(nameOf(gone))',
    to: 'nameOf(gone)',
    tests: ['test/paper/core/order-lists.test.ts'],
  },
  {
    name: 'ask no listener whether it is there',
    file: 'infra/local/market/stream-listeners.ts',
    from: 'ping: () => socket?.ping(),',
    to: 'ping: () => undefined,',
    tests: overSockets,
  },
  {
    name: 'pass the answer to a ping over',
    file: 'infra/local/market/stream-listeners.ts',
    from: "socket.on('pong', () => connection.pong())",
    to: "socket.on('pong', () => undefined)",
    tests: overSockets,
  },
  {
    name: 'count a symbol behind itself',
    file: 'shared/paper/core/margin-pool.ts',
    from: '...(before[place] ?? [])',
    to: '...(before[place + 1] ?? [])',
    tests: ['test/paper/core/margin-pool.test.ts'],
  },
  {
    name: 'tell candles of the future',
    file: 'infra/local/market/market-server.ts',
    from: 'const refused = await reached(clock, spans.at(-1)?.to ?? 0)',
    to: 'const refused = await reached(clock, 0)',
    tests: ['test/paper/feed/recorded-feed.test.ts'],
  },
  {
    name: 'sum a day up once',
    file: 'shared/paper/streams/state-streams.ts',
    from: 'if (before?.at === at) return before.day',
    to: 'if (before !== undefined) return before.day',
    tests: ['test/paper/streams/market-streams.test.ts'],
  },
  {
    name: 'begin with a book that was told before another',
    file: 'shared/paper/streams/depth-streams.ts',
    from: 'return told?.step === textOf(step) ? told.book : bookOf(step)',
    to: 'return told === undefined ? bookOf(step) : told.book',
    tests: ['test/paper/streams/market-streams.test.ts'],
  },
  {
    name: 'let a position outlive its contract',
    file: 'shared/paper/session/market.ts',
    from: 'return over === undefined ? ended : Math.max(over, ended ?? over)',
    to: 'return over === undefined ? ended : undefined',
    tests: changedAtSource,
  },
  {
    name: 'let what is over bar the account',
    file: 'shared/paper/session/market.ts',
    from: 'return overSince(symbol) === undefined ? asked : asked.catch(noneWhereUnavailable)',
    to: 'return asked',
    tests: changedAtSource,
  },
  {
    name: 'forget when a contract was gone',
    file: 'shared/paper/rules/reading.ts',
    from: 'deliveryDate: Math.min(row.deliveryDate, goneAt),',
    to: 'deliveryDate: row.deliveryDate,',
    tests: ['test/paper/rules/public-rules.test.ts'],
  },
]
