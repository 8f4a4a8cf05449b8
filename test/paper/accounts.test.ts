import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { accountNamed, accountsIn, byKey, openAccounts } from '../../infra/local/market/accounts.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { scriptedFeed, signed, virtualClock } from './builder.ts'
import { type Folder, temporaryFolder } from './market/market-files.ts'
import { MARKET, type Params } from './trader.ts'

let folder: Folder
beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => folder.remove())

/** Alice with 5,000 USDT and Bob with the default balance, on one market at 60,000. */
function twoAccounts(settings: { readonly weightLimit?: number } = {}) {
  const clock = virtualClock()
  const feed = scriptedFeed()
  feed.push('BTCUSDT', clock.now(), '60000')
  const accounts = openAccounts(accountNamed('bob', accountNamed('alice:5000')), '10000', own =>
    createPaperVenue({
      ...{ store: createMemoryStore(), feed, clock, rules: shippedRules },
      ...own,
      settings: { latencyMs: 0, ...settings, ...own.settings },
    }),
  )
  const exchange = byKey(accounts)
  const ask = async (
    keys: { apiKey: string; secret: string },
    method: string,
    path: string,
    params: Params = {},
  ) => {
    const answer = await exchange.fetch(...signed(method, path, params, keys, clock.now()))
    // biome-ignore lint/suspicious/noExplicitAny: bodies of the wire are looked at field by field
    return { status: answer.status, body: (await answer.json()) as any, headers: answer.headers }
  }
  return { accounts, ask }
}
const alice = { apiKey: 'alice-key', secret: 'alice-secret' }
const bob = { apiKey: 'bob-key', secret: 'bob-secret' }

test('each key has an account of its own on the same market', async () => {
  const { ask } = twoAccounts()
  await ask(alice, 'POST', '/v1/order', MARKET)
  const balances = async (keys: typeof alice) => (await ask(keys, 'GET', '/v2/balance')).body[0]
  expect(Number((await balances(alice)).balance)).toBeLessThan(5000)
  expect((await balances(bob)).balance).toBe('10000.00000000')
  const positions = async (keys: typeof alice) => (await ask(keys, 'GET', '/v3/positionRisk')).body
  expect([(await positions(alice)).length, (await positions(bob)).length]).toEqual([1, 0])
})

test('one account’s key with another’s secret is rejected, and so is a key of no account', async () => {
  const { ask } = twoAccounts()
  const mixed = await ask({ apiKey: 'alice-key', secret: 'bob-secret' }, 'GET', '/v2/balance')
  expect(mixed.body.code).toBe(-1022)
  const unknown = await ask({ apiKey: 'c'.repeat(64), secret: 'alice-secret' }, 'GET', '/v2/balance')
  expect(unknown.body.code).toBe(-2015)
})

test('accounts of one address share its request weight, and each counts its own orders', async () => {
  const { ask } = twoAccounts({ weightLimit: 12 })
  await ask(alice, 'GET', '/v2/balance')
  const second = await ask(bob, 'GET', '/v2/balance')
  expect(second.headers.get('X-MBX-USED-WEIGHT-1M')).toBe('10')
  expect((await ask(bob, 'GET', '/v2/balance')).status).toBe(429)
  expect((await ask(alice, 'GET', '/v2/balance')).status).toBe(429)
  const order = await ask(alice, 'POST', '/v1/order', MARKET)
  expect(order.headers.get('X-MBX-ORDER-COUNT-10S')).toBe('1')
  expect((await ask(bob, 'POST', '/v1/order', MARKET)).headers.get('X-MBX-ORDER-COUNT-10S')).toBe('1')
})

test('accounts are given by name, or in a file with their keys', () => {
  expect(accountNamed('alice:12.5')).toEqual([
    { apiKey: 'alice-key', secret: 'alice-secret', balance: '12.5' },
  ])
  expect(openAccounts([], '10000', own => createPaperVenue({ ...unused(), ...own }))).toMatchObject([
    { name: 'paper', apiKey: 'paper-key', secret: 'paper-secret', balance: '10000' },
  ])
  const file = folder.write('keys.json', [JSON.stringify([{ ...alice, balance: '7' }, bob])])
  expect(accountsIn(file)).toEqual([{ ...alice, balance: '7' }, bob])
})

test('an invalid account is refused, without showing a secret', () => {
  expect(() => accountNamed('alice:much')).toThrow('Expected NAME or NAME:BALANCE, got alice:much.')
  expect(() => accountNamed('alice', accountNamed('alice:5'))).toThrow('got alice twice')
  for (const wrong of [
    '{"apiKey"',
    JSON.stringify([{ ...alice, secret: 12345678 }]),
    JSON.stringify([alice, alice]),
  ]) {
    const file = `${folder.path}/wrong.json`
    writeFileSync(file, wrong)
    expect(() => accountsIn(file)).toThrow(/wrong.json: expected \[\{"apiKey"/)
    expect(() => accountsIn(file)).not.toThrow(/12345678|alice-secret/)
  }
})

const unused = () => ({
  ...{ store: createMemoryStore(), feed: scriptedFeed(), clock: virtualClock(), rules: shippedRules },
})
