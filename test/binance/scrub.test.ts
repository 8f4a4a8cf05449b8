import { expect, test } from 'vitest'
import { scrubber } from '#binance/scrub.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import { anExchange, credentials, entryOrder } from './an-exchange.ts'

const scrub = scrubber([credentials.apiKey, credentials.secret])

test('a signed URL loses its query', () => {
  expect(
    scrub('binanceusdm GET https://fapi.binance.com/fapi/v3/account?timestamp=1&signature=ab12 504 Gateway'),
  ).toBe('binanceusdm GET https://fapi.binance.com/fapi/v3/account?… 504 Gateway')
})

test('key, secret and signature are hidden wherever they stand', () => {
  const text = scrub(
    `X-MBX-APIKEY: abcdef, {"apiKey":"${credentials.apiKey}"} signature=0f1e2d&x=1 key ${credentials.secret}!`,
  )
  expect(text).toBe('X-MBX-APIKEY: …, {"apiKey":"…"} signature=…&x=1 key …!')
})

test('a message is cut after it was scrubbed, so that no half of a secret escapes', () => {
  for (let length = 270; length < 310; length++) {
    expect(scrub(`${'x'.repeat(length)}${credentials.secret}`)).not.toContain(credentials.secret.slice(0, 4))
  }
})

test('a message without secrets stays unchanged', () => {
  expect(scrub('-2019 Margin is insufficient. (HTTP 400)')).toBe('-2019 Margin is insufficient. (HTTP 400)')
})

/** Puts everything that a request carries into its answer. */
const telltales = {
  'an error of the network': async (url: string, init: RequestInit) => {
    throw new Error(`cannot reach ${url} with ${JSON.stringify(init)}`)
  },
  'an error answer': async (url: string, init: RequestInit) =>
    new Response(JSON.stringify({ code: -1100, msg: `illegal ${url} ${init.body} ${credentials.secret}` }), {
      status: 400,
    }),
  'a firewall’s page': async (url: string, init: RequestInit) =>
    new Response(`<html>${url} ${JSON.stringify(init.headers)} ${init.body}</html>`, { status: 403 }),
  'an answer of another shape': async (url: string) => new Response(JSON.stringify({ [url]: url })),
}

test.each(Object.entries(telltales))('%s contains no secret and no signature', async (_, fetch) => {
  const exchange = anExchange({ fetch })
  const failed: unknown = await exchange.positions().catch((error: unknown) => error)
  const refused = await exchange.place(entryOrder)
  expect(failed).toBeInstanceOf(ExchangeError)
  expect(refused.outcome).not.toBe('accepted')
  const told = [
    failed,
    (failed as Error).stack,
    (failed as Error).message,
    (failed as Error).cause,
    refused,
  ].map(each => (typeof each === 'string' ? each : JSON.stringify(each)))
  for (const each of told) {
    expect(each ?? '').not.toContain(credentials.apiKey)
    expect(each ?? '').not.toContain(credentials.secret)
    expect(each ?? '').not.toMatch(/signature=[0-9a-f]/)
  }
})
