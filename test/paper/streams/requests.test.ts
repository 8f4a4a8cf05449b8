import { describe, expect, test } from 'vitest'
import { CONNECTION } from '#paper/streams/connection.ts'
import { MOST_STREAMS } from '#paper/streams/stream-requests.ts'
import { type Heard, type StreamedBench, streamedBench } from './streamed.ts'

const ask = (heard: Heard, request: unknown): unknown => {
  heard.connection.receive(typeof request === 'string' ? request : JSON.stringify(request))
  return heard.messages.at(-1)
}

/** A price every second; the streams run at each. */
async function moving(of: StreamedBench, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    of.tick({ last: `${60_000 + second}`, volume: '1' })
    await of.streams.run()
  }
}

describe('a connection', () => {
  test('subscribes, lists, unsubscribes, and wraps its messages when asked to', async () => {
    const of = streamedBench()
    const heard = of.listen('/market/ws')
    expect(
      ask(heard, { method: 'SUBSCRIBE', params: ['btcusdt@aggTrade', 'btcusdt@kline_1m'], id: 1 }),
    ).toEqual({
      result: null,
      id: 1,
    })
    expect(ask(heard, { method: 'LIST_SUBSCRIPTIONS', id: 3 })).toEqual({
      result: ['btcusdt@aggTrade', 'btcusdt@kline_1m'],
      id: 3,
    })
    expect(ask(heard, { method: 'GET_PROPERTY', params: ['combined'], id: 2 })).toEqual({
      result: false,
      id: 2,
    })
    expect(ask(heard, { method: 'UNSUBSCRIBE', params: ['btcusdt@kline_1m'], id: 312 })).toEqual({
      ...{ result: null, id: 312 },
    })
    await moving(of, 1)
    expect(heard.messages.at(-1)).toMatchObject({ e: 'aggTrade' })
    ask(heard, { method: 'SET_PROPERTY', params: ['combined', true], id: 5 })
    await moving(of, 1)
    expect(heard.messages.at(-1)).toMatchObject({ stream: 'btcusdt@aggTrade', data: { e: 'aggTrade' } })
    const before = heard.messages.length
    ask(heard, { method: 'UNSUBSCRIBE', params: ['btcusdt@aggTrade'], id: 6 })
    await moving(of, 3)
    expect(heard.messages).toHaveLength(before + 1)
  })

  test.each([
    ['nonsense', 3, 'Invalid JSON: expected value at line 1 column 1', undefined],
    [{ params: [], id: 1 }, 2, 'Invalid request: missing field `method` at line 1 column 1', 1],
    [
      { method: 'SUBSCRIBE', params: [], id: -1 },
      2,
      'Invalid request: request ID must be an unsigned integer',
      undefined,
    ],
    [{ method: 'SUBSCRIBE', params: [1], id: 1 }, 2, 'Invalid request: stream names must be strings', 1],
    [
      { method: 'LISTEN', id: 1 },
      2,
      'Invalid request: unknown variant `LISTEN`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`',
      1,
    ],
    [
      { method: 'SET_PROPERTY', params: [true], id: 1 },
      2,
      'Invalid request: property name must be a string',
      1,
    ],
    [{ method: 'SET_PROPERTY', params: ['speed', 1], id: 1 }, 0, 'Unknown property', 1],
    [
      { method: 'SET_PROPERTY', params: ['combined', 1], id: 1 },
      1,
      'Invalid value type: expected Boolean',
      1,
    ],
    [
      { method: 'SET_PROPERTY', params: ['combined', true, 1], id: 1 },
      2,
      'Invalid request: too many parameters',
      1,
    ],
  ])('learns what is wrong with %o', (request, code, msg, id) => {
    const heard = streamedBench().listen('/market/ws')
    expect(ask(heard, request)).toEqual({ error: { code, msg }, ...(id !== undefined && { id }) })
  })

  test('listens to 1024 streams and no more', () => {
    const heard = streamedBench().listen('/market/ws')
    const params = Array.from({ length: MOST_STREAMS }, (_, index) => `s${index}@aggTrade`)
    expect(ask(heard, { method: 'SUBSCRIBE', params, id: 1 })).toMatchObject({ result: null })
    expect(ask(heard, { method: 'SUBSCRIBE', params: ['one@aggTrade'], id: 2 })).toMatchObject({
      error: { code: 2 },
    })
    expect(ask(heard, { method: 'LIST_SUBSCRIPTIONS', id: 3 })).toEqual({ result: params, id: 3 })
  })

  test('may send ten requests within a second, and is closed at the eleventh', () => {
    const of = streamedBench()
    const heard = of.listen('/market/ws')
    const tenTimes = () => {
      for (let id = 0; id < CONNECTION.requestsPerSecond; id++)
        ask(heard, { method: 'LIST_SUBSCRIPTIONS', id })
    }
    tenTimes()
    of.clock.advance(1000)
    tenTimes()
    expect(heard.closed).toEqual([])
    ask(heard, { method: 'LIST_SUBSCRIPTIONS', id: 11 })
    expect([heard.closed, heard.messages.length]).toEqual([[{ code: 1008, reason: 'Too many requests' }], 20])
  })

  test('is pinged every three minutes, and lives for 24 hours of venue time', async () => {
    const of = streamedBench()
    const heard = of.listen('/market/ws')
    for (let minute = 0; minute < 24 * 60 - 1; minute++) {
      of.clock.advance(60_000)
      await of.streams.run()
    }
    expect([heard.pings, heard.closed]).toEqual([479, []])
    of.clock.advance(60_000)
    await of.streams.run()
    expect(heard.closed).toEqual([{ code: 1001, reason: 'A connection lives for 24 hours' }])
  })

  test('that answers no ping for ten minutes is ended', async () => {
    const of = streamedBench()
    const closed: number[] = []
    of.streams.connect('/market/ws', {
      tell: () => undefined,
      ping: () => undefined,
      closed: code => closed.push(code),
    })
    const minutes = async (count: number) => {
      for (let minute = 0; minute < count; minute++) {
        of.clock.advance(60_000)
        await of.streams.run()
      }
    }
    await minutes(12)
    expect(closed).toEqual([])
    await minutes(1)
    expect(closed).toEqual([1008])
  })

  test('delivers its messages only after their delay', async () => {
    const of = streamedBench({ settings: { streamDelayMs: 40 } })
    const heard = of.listen('/public/ws/btcusdt@bookTicker')
    of.tick('60100')
    await of.streams.run()
    expect([heard.messages, of.streams.dueInMs()]).toEqual([[], 40])
    of.clock.advance(39)
    await of.streams.run()
    expect(heard.messages).toEqual([])
    of.clock.advance(1)
    await of.streams.run()
    expect(heard.messages).toHaveLength(1)
  })

  test('is rejected at an address without streams', () => {
    const { streams } = streamedBench()
    const listener = { tell: () => undefined, ping: () => undefined, closed: () => undefined }
    for (const address of ['/', '/fapi/v1/time', '/ws-fapi/v1', '/other/ws/btcusdt@trade'])
      expect(streams.connect(address, listener)).toBeUndefined()
  })

  // If each of them looked at all the others, this would take half a minute.
  test('costs the same however many others there are', { timeout: 5_000 }, () => {
    const of = streamedBench()
    const names = ['aggTrade', 'markPrice@1s', 'kline_1m', 'ticker'].map(kind => `btcusdt@${kind}`)
    const all = Array.from({ length: 2_000 }, () => of.listen(`/market/stream?streams=${names.join('/')}`))
    for (const heard of all)
      expect(ask(heard, { method: 'LIST_SUBSCRIPTIONS', id: 1 })).toEqual({ result: names, id: 1 })
  })
})
