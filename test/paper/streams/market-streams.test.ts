import { describe, expect, test } from 'vitest'
import { START } from '../builder.ts'
import { SYMBOL } from '../trader.ts'
import { type Heard, type StreamedBench, streamedBench } from './streamed.ts'

const MINUTE = 60_000

/** A market that moves a few times a second, with streams run now and then. */
async function playing(
  of: StreamedBench,
  {
    steps,
    everyMs,
    runEvery,
  }: { readonly steps: number; readonly everyMs: number; readonly runEvery: number },
  each: (index: number) => Promise<void> = async () => undefined,
): Promise<void> {
  for (let index = 1; index <= steps; index++) {
    of.clock.advance(everyMs)
    const last = (60_000 + ((index * 37) % 90) / 10).toFixed(1)
    of.feed.push('BTCUSDT', of.clock.now(), { last, mark: `${Number(last) - 5}`, volume: String(index % 4) })
    if (index % runEvery === 0) await of.streams.run()
    await each(index)
  }
  await of.streams.run()
}

const get = async (of: StreamedBench, path: string, params = {}) =>
  (await of.send('GET', path, { ...SYMBOL, ...params })).body

type Level = readonly [string, string]

describe('the stream of the book', () => {
  test.each(['100ms', '250ms', '500ms'])(
    'keeps, at %s, the book of a client that took one snapshot, whenever that was',
    async speed => {
      const of = streamedBench({ settings: { impact: { depthPerBp: '0.5', depthFloorQuote: '20000' } } })
      const heard = of.listen(`/public/ws/btcusdt@depth@${speed}`)
      // Another listener gets the same book at other times.
      of.listen(`/public/ws/btcusdt@depth@${speed === '500ms' ? '100ms' : '500ms'}`)
      const snapshots: { at: number; body: { lastUpdateId: number; bids: Level[]; asks: Level[] } }[] = []
      await playing(of, { steps: 24, everyMs: 70, runEvery: 3 }, async index => {
        if (index % 9 === 4) snapshots.push({ at: index, body: await get(of, '/v1/depth', { limit: 1000 }) })
      })
      of.clock.advance(500)
      await of.streams.run()
      const now = await get(of, '/v1/depth', { limit: 1000 })
      for (const { body } of snapshots) {
        const events = heard.messages.filter(({ u }) => u >= body.lastUpdateId)
        expect(events[0].U <= body.lastUpdateId || events[0].pu === body.lastUpdateId).toBe(true)
        events.slice(1).forEach((event, index) => {
          expect(event.pu).toBe(events[index].u)
        })
        const keep = (side: 'bids' | 'asks', of: 'b' | 'a') => {
          const book = new Map<string, string>(body[side])
          for (const event of events)
            for (const [price, quantity] of event[of])
              if (Number(quantity) === 0) book.delete(price)
              else book.set(price, quantity)
          return book
        }
        expect(keep('bids', 'b')).toEqual(new Map(now.bids))
        expect(keep('asks', 'a')).toEqual(new Map(now.asks))
      }
    },
  )

  test('has the best levels complete, as REST does', async () => {
    const of = streamedBench()
    const heard = of.listen('/public/ws/btcusdt@depth5@100ms')
    await playing(of, { steps: 10, everyMs: 100, runEvery: 1 })
    const book = await get(of, '/v1/depth', { limit: 5 })
    expect(heard.messages).toHaveLength(10)
    expect(heard.messages.at(-1)).toMatchObject({ u: book.lastUpdateId, b: book.bids, a: book.asks })
  })
})

describe('market streams', () => {
  test('have each closed candle once, as REST has it, and the open one as it moves', async () => {
    const of = streamedBench()
    const heard = of.listen('/market/ws/btcusdt@kline_1m/btcusdt@kline_3m')
    await playing(of, { steps: 200, everyMs: 2_900, runEvery: 7 })
    for (const interval of ['1m', '3m']) {
      const all = heard.messages.filter(({ k }) => k.i === interval)
      const closed = all
        .filter(({ k }) => k.x)
        .map(({ k }) => [k.t, k.o, k.h, k.l, k.c, k.v, k.T, k.q, k.n, k.V, k.Q])
      const rows: unknown[][] = await get(of, '/v1/klines', { interval, startTime: START, limit: 1000 })
      expect(closed).toEqual(rows.slice(0, -1).map(row => row.slice(0, 11)))
      const [open] = all.slice(-1)
      expect([open.k.t, open.k.c, open.k.x]).toEqual([rows.at(-1)?.[0], rows.at(-1)?.[4], false])
    }
  })

  test('have trades as REST does, and the touch whenever it moves', async () => {
    const of = streamedBench()
    const heard = of.listen('/market/stream?streams=btcusdt@aggTrade')
    const touch = of.listen('/public/ws/btcusdt@bookTicker/btcusdt@trade')
    await playing(of, { steps: 30, everyMs: 130, runEvery: 4 })
    of.clock.advance(100)
    await of.streams.run()
    const rows = await get(of, '/v1/aggTrades', { startTime: START + 1 })
    expect(heard.messages.map(({ data: { e, E, s, st, ...row } }) => row)).toEqual(rows)
    expect(
      heard.messages.every(({ stream, data }) => stream === 'btcusdt@aggTrade' && data.E >= data.T),
    ).toBe(true)
    const book = await get(of, '/v1/ticker/bookTicker')
    const last = touch.messages.findLast(({ e }) => e === 'bookTicker')
    expect(last).toMatchObject({ b: book.bidPrice, a: book.askPrice, u: book.lastUpdateId })
    expect(touch.messages.filter(({ e }) => e === 'trade').map(({ t }) => t)).toEqual(
      rows.map((row: { a: number }) => row.a),
    )
  })

  test('have marks and days at their times, even if nothing moves, and all symbols in one list', async () => {
    const of = streamedBench()
    of.feed.push('ETHUSDT', START, '2500')
    const names = ['btcusdt@markPrice', 'btcusdt@markPrice@1s', 'btcusdt@ticker', 'btcusdt@miniTicker']
    const all = ['!markPrice@arr', '!ticker@arr', '!miniTicker@arr']
    const heard = of.listen(`/market/stream?streams=${[...names, ...all].join('/')}`)
    const books = of.listen('/public/ws/!bookTicker')
    await playing(of, { steps: 6, everyMs: 1000, runEvery: 1 })
    const times = (name: string) =>
      heard.messages.filter(({ stream }) => stream === name).map(({ data }) => (data.E ?? data[0].E) - START)
    expect(times('btcusdt@markPrice')).toEqual([3000, 6000])
    expect(times('btcusdt@markPrice@1s')).toEqual([1000, 2000, 3000, 4000, 5000, 6000])
    expect(times('btcusdt@ticker')).toEqual([2000, 4000, 6000])
    expect(times('!ticker@arr')).toEqual([1000, 2000, 3000, 4000, 5000, 6000])
    const last = (name: string) => heard.messages.findLast(({ stream }) => stream === name).data
    expect(
      last('!markPrice@arr')
        .map(({ s }: { s: string }) => s)
        .sort(),
    ).toEqual(['BTCUSDT', 'ETHUSDT'])
    expect(last('!ticker@arr').map(({ s }: { s: string }) => s)).toEqual(['BTCUSDT'])
    expect(books.messages.length).toBeGreaterThan(4)
    const day = await get(of, '/v1/ticker/24hr')
    expect(last('btcusdt@ticker')).toMatchObject({
      c: day.lastPrice,
      v: day.volume,
      n: day.count,
      L: day.lastId,
    })
    const mark = await get(of, '/v1/premiumIndex')
    expect(last('btcusdt@markPrice@1s')).toMatchObject({ p: mark.markPrice, T: mark.nextFundingTime })
  })

  test('send every listener the same, however often they are run and whenever it came', async () => {
    const names = ['btcusdt@aggTrade', 'btcusdt@kline_1m', 'btcusdt@markPrice@1s']
    const run = async (runEvery: number) => {
      const of = streamedBench()
      const first = of.listen(`/market/ws/${names.join('/')}`)
      let later: Heard | undefined
      await playing(of, { steps: 60, everyMs: 900, runEvery }, async index => {
        if (index === 30) later = of.listen(`/market/ws/${names.join('/')}`)
      })
      return { first: first.messages, later: later?.messages ?? [] }
    }
    const byTime = (messages: readonly { e: string; E: number }[], from = 0) =>
      messages
        .filter(({ E }) => E > from)
        .map(message => JSON.stringify(message))
        .sort()
    const [often, seldom] = [await run(1), await run(20)]
    expect(byTime(often.first)).toEqual(byTime(seldom.first))
    expect(byTime(often.later)).toEqual(byTime(often.first, START + 30 * 900))
  })

  test('send liquidations to listeners that subscribed to them', async () => {
    const of = streamedBench()
    const heard = of.listen('/market/stream?streams=btcusdt@forceOrder/!forceOrder@arr/ethusdt@forceOrder')
    await of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '3' })
    of.tick('56000')
    await of.streams.run()
    expect(heard.messages.map(({ stream, data }) => [stream, data.e, data.o.S, data.o.q])).toEqual([
      ['btcusdt@forceOrder', 'forceOrder', 'SELL', '3.000'],
      ['!forceOrder@arr', 'forceOrder', 'SELL', '3.000'],
    ])
  })

  test('stay silent at another base, under another case, of an unknown symbol, and after a day still close', async () => {
    const of = streamedBench()
    const heard = [
      ...['/public/ws/btcusdt@aggTrade', '/market/ws/btcusdt@depth', '/ws/btcusdt@aggTrade'],
      ...['/market/ws/BTCUSDT@aggTrade', '/market/ws/nosuch@aggTrade', '/market/ws/btcusdt@kline_7m'],
      '/market/ws/btcusdt@assetIndex',
    ].map(of.listen)
    const former = of.listen('/ws/btcusdt@bookTicker')
    await playing(of, { steps: 3, everyMs: MINUTE, runEvery: 1 })
    expect(heard.map(({ messages }) => messages)).toEqual(heard.map(() => []))
    expect(former.messages.length).toBe(3)
  })
})
