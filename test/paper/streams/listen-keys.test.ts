import { describe, expect, test } from 'vitest'
import { bench } from '../builder.ts'
import { market } from '../trader.ts'
import { streamedBench } from './streamed.ts'

const MINUTE = 60_000

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

  test('that is deleted tells no more, and its connection stands', async () => {
    const of = streamedBench()
    const heard = of.listen(`/private/ws/${await of.listenKey()}`)
    expect((await of.send('DELETE', '/v1/listenKey')).body).toEqual({})
    await market(of, '0.1')
    await of.streams.run()
    expect([heard.messages, heard.closed]).toEqual([[], []])
    expect((await of.send('DELETE', '/v1/listenKey')).body.code).toBe(-1125)
  })

  test('that runs out says so once, after all that happened before, and tells no more', async () => {
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

  test('that was never given connects, and tells nothing', async () => {
    const of = streamedBench()
    const heard = of.listen(`/private/ws/${'a'.repeat(64)}`)
    await market(of, '0.1')
    await of.streams.run()
    expect([heard.messages, heard.closed]).toEqual([[], []])
  })

  test('does not exist where nothing serves streams', async () => {
    const { status, body } = await bench().send('POST', '/v1/listenKey')
    expect([status, body.code]).toEqual([404, -5000])
  })
})
