import type { Mutation } from './mutation.ts'

const listensOnly = ['test/paper/streams/listens-only.test.ts']
const userEvents = ['test/paper/streams/user-events.test.ts']
const marketStreams = ['test/paper/streams/market-streams.test.ts']
const listenKeys = ['test/paper/streams/listen-keys.test.ts']
const served = ['test/paper/streams/served.test.ts']
const requests = ['test/paper/streams/requests.test.ts']

/** What the paper venue's streams tell, to which client, and when. */
export const ofTheStreams: readonly Mutation[] = [
  {
    name: 'tell old lines again',
    file: 'shared/paper/streams/happenings.ts',
    from: 'return after.recent.filter(line => !known.has(nameOf(line)))',
    to: "return after.recent.filter(line => known.size >= 0 && nameOf(line) !== '')",
    tests: listensOnly,
  },
  {
    name: 'pass an amendment over',
    file: 'shared/paper/streams/order-story.ts',
    from: "event('AMENDMENT', amended)",
    to: 'void amended',
    tests: listensOnly,
  },
  {
    name: 'tell that an order which ended follows the price',
    file: 'shared/paper/streams/algo-story.ts',
    from: '[after.cursor, final.triggerTime, final.endTime].filter',
    to: '[after.cursor, final.triggerTime].filter',
    tests: userEvents,
  },
  {
    name: 'tell settings to no listener',
    file: 'shared/paper/streams/happenings.ts',
    from: 'return [...told, ...settings].sort',
    to: 'return [...told, ...settings.slice(1)].sort',
    tests: listensOnly,
  },
  {
    name: 'tell a trade before what it leaves',
    file: 'shared/paper/streams/replayed-books.ts',
    from: 'return added(withPosition(record, side, position), {',
    to: 'return added(withPosition(record, side, positionOf(record, side)), {',
    tests: listensOnly,
  },
  {
    name: 'tell funding without the isolated margin',
    file: 'shared/paper/streams/replayed-books.ts',
    from: '...(isolated && { isolatedWallet',
    to: '...(!isolated && { isolatedWallet',
    tests: listensOnly,
  },
  {
    name: 'tell symbol by symbol',
    file: 'shared/paper/streams/user-stream.ts',
    from: '.toSorted((a, b) => a.time - b.time)',
    to: '',
    tests: userEvents,
  },
  {
    name: 'tell the wallet of one symbol',
    file: 'shared/paper/streams/account-book.ts',
    from: 'wallet = wallet.plus(now.net).minus(before?.net ?? 0)',
    to: 'wallet = wallet.plus(now.net)',
    tests: listensOnly,
  },
  {
    name: 'tell what was before the listener came',
    file: 'shared/paper/streams/subscriptions.ts',
    from: ' && user.since <= T)',
    to: ' && user.since > 0)',
    tests: userEvents,
  },
  {
    name: 'tell any holder of a key',
    file: 'shared/paper/streams/listen-keys.ts',
    from: 'if (current !== undefined && current.until <= at) {',
    to: 'if (current !== undefined && current.until <= 0) {',
    tests: listenKeys,
  },
  {
    name: 'keep a deleted key',
    file: 'shared/paper/streams/listen-keys.ts',
    from: '      heldAt(at)\n      current = undefined\n',
    to: '      heldAt(at)\n',
    tests: listenKeys,
  },
  {
    name: 'warn of no liquidation',
    file: 'shared/paper/streams/margin-call.ts',
    from: 'maintenance.gte(backing.times(WARNED_FROM))',
    to: 'maintenance.gte(backing)',
    tests: userEvents,
  },
  {
    name: 'leave levels that passed in the book',
    file: 'shared/paper/streams/depth-streams.ts',
    from: 'distinctTouches(change.between).map(bookOf)',
    to: 'distinctTouches(change.between).slice(0, 0).map(bookOf)',
    tests: marketStreams,
  },
  {
    name: 'close no candle',
    file: 'shared/paper/streams/candle-streams.ts',
    from: 'if (closes.has(beat)) events.push',
    to: 'if (closes.has(-beat)) events.push',
    tests: marketStreams,
  },
  {
    name: 'tell every base everything',
    file: 'shared/paper/streams/subscriptions.ts',
    from: "stream.route === (route === 'former' ? 'public' : route)",
    to: 'stream.route !== undefined && route !== undefined',
    tests: marketStreams,
  },
  {
    name: 'deliver at once',
    file: 'shared/paper/streams/connection.ts',
    from: 'waiting.put(at + delayMs + lateMs, { name, json })',
    to: 'waiting.put(at + lateMs * 0, { name, json })',
    tests: requests,
  },
  {
    name: 'deliver in the order of leaving',
    file: 'shared/paper/streams/outbox.ts',
    from: 'queue.findLastIndex(each => each.dueAt <= dueAt) + 1',
    to: 'queue.length',
    tests: ['test/paper/faults/streams.test.ts'],
  },
  {
    name: 'let a connection ask without end',
    file: 'shared/paper/streams/connection.ts',
    from: "if (requests.length > CONNECTION.requestsPerSecond) return end(1008, 'Too many requests')\n",
    to: '',
    tests: requests,
  },
  {
    name: 'write a listen key down',
    file: 'infra/local/market/recording.ts',
    from: 'line.replace(LISTEN_KEY, `$1$' + '{HIDDEN}`)',
    to: 'line',
    tests: ['test/paper/recording.test.ts'],
  },
  {
    name: 'tell each account of all',
    file: 'shared/paper/streams/user-teller.ts',
    from: 'for (const name of connection.subscriptions.namesOf(key, event, T))',
    to: 'for (const name of connection.subscriptions.keys())',
    tests: listenKeys,
  },
  {
    name: 'keep all that a listener does not read',
    file: 'infra/local/market/stream-listeners.ts',
    from: 'if (socket.bufferedAmount > LARGEST_BACKLOG) socket.terminate()',
    to: 'if (socket.bufferedAmount < 0) socket.terminate()',
    tests: served,
  },
  {
    name: 'let a handshake that breaks off end the venue',
    file: 'infra/local/market/stream-listeners.ts',
    from: "stream.on('error', () => stream.destroy())",
    to: 'void stream',
    tests: served,
  },
  {
    name: 'take an offer of HTTP/2 for a WebSocket',
    file: 'infra/local/market/serve.ts',
    from: "streams !== undefined && headers.upgrade?.toLowerCase() === 'websocket'",
    to: "streams !== undefined && headers.upgrade?.toLowerCase() !== ''",
    tests: served,
  },
]
