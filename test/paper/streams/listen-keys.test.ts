import { describe, expect, test } from 'vitest'
import { shippedRules } from '#paper/rules/shipped.ts'
import { accountListenKeys } from '#paper/streams/listen-keys.ts'
import { createStreams } from '#paper/streams/streams.ts'
import { watchedStore } from '#paper/streams/watched-store.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { createMemoryStore } from '../../../infra/local/market/memory-store.ts'
import { type Bench, bench, signed } from '../builder.ts'
import { market } from '../trader.ts'
import { type StreamedBench, streamedBench } from './streamed.ts'

const MINUTE = 60_000

/** Another account of the same venue, as the exchange opens one for each key. */
function otherAccount(of: StreamedBench) {
  const store = watchedStore(createMemoryStore())
  const keys = accountListenKeys()
  const { clock, feed, settings } = of
  const venue = createPaperVenue({ store, feed, clock, rules: shippedRules, settings, listenKeys: keys })
  const send: Bench['send'] = async (method, path, params = {}) => {
    const answer = await venue.fetch(...signed(method, path, params, settings, clock.now()))
    return { status: answer.status, body: await answer.json(), headers: answer.headers }
  }
  return { of: { ...of, venue, store, send }, account: { keys, store, venue, settings } }
}

describe('a listen key', () => {
  test('is one per account, lives an hour, and is kept alive by POST and PUT', async () => {
    const of = streamedBench()
    const key = await of.listenKey()
    expect(key).toMatch(/^[A-Za-z0-9]{64}$/)
    of.clock.advance(59 * MINUTE)
    expect((await of.send('PUT', '/v1/listenKey')).body).toEqual({ listenKey: key })
    of.clock.advance(59 * MINUTE)
    expect(await of.listenKey()).toBe(key)
    of.clock.advance(60 * MINUTE)
    expect((await of.send('PUT', '/v1/listenKey')).body).toEqual({
      code: -1125,
      msg: 'This listenKey does not exist.',
    })
    expect(await of.listenKey()).not.toBe(key)
  })

  test('asks for the API key and for no signature', async () => {
    const of = streamedBench()
    const post = (headers: Record<string, string>) =>
      of.venue.fetch('https://fapi.binance.com/fapi/v1/listenKey', { method: 'POST', headers })
    expect((await post({ 'X-MBX-APIKEY': of.settings.apiKey })).status).toBe(200)
    expect((await post({})).status).toBe(401)
    expect((await post({ 'X-MBX-APIKEY': 'x'.repeat(64) })).status).toBe(401)
  })

  test('gets nothing from before its subscription, however long the connection existed', async () => {
    const of = streamedBench()
    const heard = of.listen('/private/ws')
    const key = await of.listenKey()
    const terms = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: 0.1, timeInForce: 'GTC' }
    await of.send('POST', '/v1/order', { ...terms, price: 59_000 })
    // The order fills, and no client looks.
    of.tick('58000')
    of.clock.advance(500)
    heard.connection.receive(JSON.stringify({ method: 'SUBSCRIBE', params: [key], id: 1 }))
    await of.streams.run()
    expect(heard.messages).toEqual([{ result: null, id: 1 }])
    await market(of, '0.1')
    await of.streams.run()
    expect(heard.messages.at(-1)).toMatchObject({ e: 'ORDER_TRADE_UPDATE', o: { X: 'FILLED', z: '0.100' } })
  })

  test('that is deleted gets no more events, and its connection stays open', async () => {
    const of = streamedBench()
    const heard = of.listen(`/private/ws/${await of.listenKey()}`)
    expect((await of.send('DELETE', '/v1/listenKey')).body).toEqual({})
    await market(of, '0.1')
    await of.streams.run()
    expect([heard.messages, heard.closed]).toEqual([[], []])
    expect((await of.send('DELETE', '/v1/listenKey')).body.code).toBe(-1125)
  })

  test('that runs out says so once, after everything that happened before, and then gets no more', async () => {
    const of = streamedBench()
    const key = await of.listenKey()
    const heard = of.listen(`/private/ws/${key}`)
    await market(of, '0.1')
    of.clock.advance(60 * MINUTE)
    await market(of, '0.1')
    await of.streams.run()
    await of.streams.run()
    expect(heard.messages.map(({ e }) => e)).toEqual([
      ...['ORDER_TRADE_UPDATE', 'TRADE_LITE', 'ACCOUNT_UPDATE', 'ORDER_TRADE_UPDATE'],
      'listenKeyExpired',
    ])
    expect(heard.messages.at(-1)).toEqual({ e: 'listenKeyExpired', E: of.clock.now(), listenKey: key })
    expect(heard.closed).toEqual([])
  })

  test('that was never issued can connect, and gets nothing', async () => {
    const of = streamedBench()
    const heard = of.listen(`/private/ws/${'a'.repeat(64)}`)
    await market(of, '0.1')
    await of.streams.run()
    expect([heard.messages, heard.closed]).toEqual([[], []])
  })

  test('gets events of its own account only', async () => {
    const of = streamedBench()
    const others = otherAccount(of)
    const streams = createStreams({
      ...{ accounts: [of.account, others.account], feed: of.feed, clock: of.clock, settings: of.settings },
      rules: shippedRules,
    })
    const heard = [await of.listenKey(), others.account.keys.open(of.clock.now())].map(key => {
      const texts: string[] = []
      const quiet = { ping: () => undefined, closed: () => undefined }
      streams.connect(`/private/ws/${key}`, { ...quiet, tell: text => texts.push(text) })
      return texts
    })
    await market(of, '0.1', { newClientOrderId: 'one' })
    await market(others.of, '0.2', { newClientOrderId: 'other' })
    await streams.run()
    const orders = (texts: readonly string[]) =>
      texts.map(text => JSON.parse(text)).flatMap(({ o }) => (o === undefined ? [] : [o.c]))
    expect(heard.map(orders)).toEqual([
      ['one', 'one'],
      ['other', 'other'],
    ])
  })

  test('does not exist if nothing serves streams', async () => {
    const { status, body } = await bench().send('POST', '/v1/listenKey')
    expect([status, body.code]).toEqual([404, -5000])
  })
})
