import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Metafile } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { createBinanceExchange } from '#binance/binance.ts'
import { esbuildOptionsFor } from '../../infra/stacks/bundling.ts'
import { bench } from '../paper/builder.ts'

let folder: string
let outfile: string
let metafile: Metafile

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'))
  outfile = join(folder, 'exchange.mjs')
  const built = await build({
    ...esbuildOptionsFor('live'),
    entryPoints: [new URL('../../shared/binance/binance.ts', import.meta.url).pathname],
    outfile,
    metafile: true,
  })
  metafile = built.metafile
})
afterAll(() => rm(folder, { recursive: true }))

test('the adapter takes less than 1 MB minified, so that a whole function of live stays below 1.3', () => {
  const [, bundle] = Object.entries(metafile.outputs).find(([name]) => name.endsWith('exchange.mjs')) ?? []
  expect(bundle?.bytes).toBeLessThan(1_000_000)
})

test('no other exchange and nothing of websockets or proxies comes along', () => {
  const inputs = Object.keys(metafile.inputs)
  const exchanges = inputs.filter(input => /ccxt\/js\/src\/[^/]+\.js$/.test(input))
  expect(exchanges.map(input => input.split('/').at(-1)).toSorted()).toEqual(['binance.js', 'binanceusdm.js'])
  expect(inputs.filter(input => /node_modules\/(ws|undici|protobufjs)\//.test(input))).toEqual([])
})

test('the bundle trades on the paper venue', async () => {
  const bundled = (await import(pathToFileURL(outfile).href)) as {
    readonly createBinanceExchange: typeof createBinanceExchange
  }
  const of = bench()
  const exchange = bundled.createBinanceExchange({
    apiKey: of.settings.apiKey,
    secret: of.settings.secret,
    venue: 'paper',
    clock: of.clock,
    fetch: of.venue.fetch,
  })
  expect(
    await exchange.place({
      type: 'LIMIT',
      timeInForce: 'IOC',
      symbol: 'BTCUSDT',
      side: 'SELL',
      quantity: '0.1',
      price: '59990',
      clientId: 'qt-e1',
    }),
  ).toMatchObject({ outcome: 'accepted', value: { filled: '0.1' } })
  expect((await exchange.positions()).open).toMatchObject([
    { symbol: 'BTCUSDT', side: 'short', quantity: '0.1' },
  ])
})
