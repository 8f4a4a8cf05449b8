import { parseRules } from '#paper/rules.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { accountListenKeys } from '#paper/streams/listen-keys.ts'
import { createStreams } from '#paper/streams/streams.ts'
import { watchedStore } from '#paper/streams/watched-store.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { signed, virtualClock } from '../paper/builder.ts'
import { manySymbols } from './many-symbols.ts'
import { crowded } from './venue-core.ts'
import { steadyFeed } from './venue-http.ts'

/** The cost of streams for the venue, on an account of 100 positions and 1,000 orders. */
export interface StreamsMeasure {
  /**
   * By the number of clients that listen to the account; between two runs the streams rest as long as the last one
   * took.
   */
  readonly ordersPerSecond: readonly { readonly listeners: number; readonly orders: number }[]
  /** Market messages made and delivered, of five streams of each of a hundred symbols. */
  readonly messagesPerSecond: number
  /** The cost of a second of one symbol's book, sent at 100 ms; ms. */
  readonly bookMs: number
}

const orders = 400
const seconds = 20

export async function measureStreams(): Promise<StreamsMeasure> {
  const measured: { listeners: number; orders: number }[] = []
  for (const listeners of [0, 1, 10]) measured.push({ listeners, orders: await orderRate(listeners) })
  const topics = ['aggTrade', 'kline_1m', 'markPrice@1s', 'miniTicker', 'ticker']
  const many = manySymbols(100).names.flatMap(name => topics.map(topic => `${name.toLowerCase()}@${topic}`))
  const market = await told('market', many)
  const book = await told('public', ['bench1usdt@depth@100ms'])
  return {
    ordersPerSecond: measured,
    messagesPerSecond: (market.messages * 1000) / market.ms,
    bookMs: book.ms / seconds,
  }
}

async function streamedVenue() {
  const { names, rules } = manySymbols(100)
  const clock = virtualClock()
  const store = watchedStore(createMemoryStore())
  for (const [symbol, each] of parseRules(rules)) await store.saveSymbol(symbol, crowded(each, 10), 0)
  const unlimited = { weightLimit: 1e9, orderLimit10s: 1e9, orderLimit1m: 1e9, maxAlgoOrders: 10_000 }
  const delays = { latencyMs: 0, streamDelayMs: 0 }
  const settings = { ...defaultPaperSettings, startingBalance: '100000000', ...unlimited, ...delays }
  const common = { feed: steadyFeed(), clock, rules, settings }
  const keys = accountListenKeys()
  const venue = createPaperVenue({ ...common, store, listenKeys: keys })
  const streams = createStreams({ ...common, accounts: [{ keys, store, venue, settings }] })
  let messages = 0
  const listen = (address: string) => {
    const tell = () => {
      messages += 1
    }
    if (!streams.connect(address, { tell, ping: () => undefined, closed: () => undefined }))
      throw new Error(`Expected a stream at ${address}.`)
  }
  return { names, clock, settings, keys, venue, streams, listen, told: () => messages }
}

async function orderRate(listeners: number): Promise<number> {
  const { names, clock, settings, keys, venue, streams, listen } = await streamedVenue()
  const key = keys.open(clock.now())
  for (let each = 0; each < listeners; each++) listen(`/private/ws/${key}`)
  let restsUntil = 0
  const place = async (count: number) => {
    for (let index = 0; index < count; index++) {
      const side = index % 2 === 0 ? 'BUY' : 'SELL'
      const order = { symbol: names[index % names.length] ?? '', side, type: 'MARKET', quantity: '0.01' }
      const answer = await venue.fetch(...signed('POST', '/v1/order', order, settings, clock.now()))
      if (!answer.ok) throw new Error(`Expected an order to be taken, got ${await answer.text()}`)
      if (performance.now() < restsUntil) continue
      const begun = performance.now()
      await streams.run()
      restsUntil = 2 * performance.now() - begun
    }
  }
  await place(orders / 4)
  const before = performance.now()
  await place(orders)
  return (orders * 1000) / (performance.now() - before)
}

/** Messages of some streams over twenty seconds of a market with a price a second, and the time that they took. */
async function told(base: string, names: readonly string[]) {
  const { clock, streams, listen, told: count } = await streamedVenue()
  listen(`/${base}/ws/${names.join('/')}`)
  await streams.run()
  const play = async (ticks: number) => {
    for (let tick = 0; tick < ticks; tick++) {
      clock.advance(100)
      await streams.run()
    }
  }
  // The day before is drawn once.
  await play(20)
  const [before, early] = [performance.now(), count()]
  await play(seconds * 10)
  return { messages: count() - early, ms: performance.now() - before }
}
