import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import type { Venue } from '#ports/configuration.ts'
import { esbuildOptionsFor } from '../../../infra/stacks/bundling.ts'
import { importOnce } from '../../bench/sizes.ts'
import { functionNamed, synthesize } from './synthesized.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

const functionNames = [
  'signal-gate',
  'executor',
  'monitor/survey',
  'monitor/inspect',
  'close-cleanup',
] as const
type FunctionName = (typeof functionNames)[number]
/** Demo runs live's bundles. */
const venues = ['paper', 'live'] as const

/** Bytes of the minified bundle. */
const budgets = {
  paper: (name: FunctionName) => (name === 'signal-gate' ? 500_000 : 1_600_000),
  live: (name: FunctionName) => (name === 'signal-gate' ? 500_000 : 1_300_000),
}

/** What was in a bundle once, and no warm call uses. */
const unused = [
  /@aws-sdk\/nested-clients/,
  /@aws-sdk\/credential-provider-(node|ini|sso|process|web-identity|login)/,
  /@aws-sdk\/(client-sso|client-sts|token-providers)/,
  /node_modules\/(ws|undici|protobufjs)\//,
  /@scure\/starknet|@noble\/curves\/(secp256k1|nist)/,
  /zod\/v4\/locales\/(?!en\.)/,
]

const { app } = synthesize()
const paper = { QT_PAPER_TRADING: 'true', STAGING_MODE: 'true' }
const live = { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }

/** What every bundle may hold, and why: a package that comes along with an update has to be looked at. */
const always = [
  '@aws-lambda-powertools/(batch|commons|logger|metrics)', // the function's frame
  '@middy/core',
  '@aws-sdk/(client-dynamodb|core|dynamodb-codec|lib-dynamodb|util-dynamodb)', // the table
  '@aws-sdk/(middleware-endpoint-discovery|endpoint-cache)|mnemonist|obliterator',
  '@smithy/(core|node-http-handler|signature-v4|types)|@aws/lambda-invoke-store',
  'decimal\\.js|zod', // arithmetic and what comes from outside
]
const queues = '@aws-sdk/(client-sqs|middleware-sdk-sqs)'
const trading = [
  'ccxt|@noble/(curves|hashes)|@scure/base', // the exchange and its signatures
  'fflate', // of ccxt’s websocket client, which is never opened
  '@aws-lambda-powertools/parameters|@aws-sdk/client-secrets-manager', // its key
]
const packages: Readonly<Record<FunctionName, readonly string[]>> = {
  'signal-gate': [...always, queues],
  executor: [...always, ...trading, queues, '@aws-sdk/client-sfn'],
  'monitor/survey': [...always, ...trading],
  'monitor/inspect': [...always, ...trading],
  'close-cleanup': [...always, ...trading, '@aws-sdk/(client-sns|xml-builder)'],
}

const bundle = (venue: Venue, name: FunctionName) =>
  build({
    ...esbuildOptionsFor(venue),
    entryPoints: [`${root}functions/${name}/handler.ts`],
    outfile: 'index.mjs',
    write: false,
    metafile: true,
    logLevel: 'error',
  })
const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(venues.flatMap(venue => functionNames.map(name => [name, venue] as const)))(
  'the bundle of %s for %s',
  (name, venue) => {
    const most = budgets[venue](name)
    const isPaper = venue === 'paper'
    const bundled = bundle(venue, name)
    const file = join(folder, `${venue}-${name.replace('/', '-')}.mjs`)
    const written = bundled.then(({ outputFiles }) =>
      writeFileSync(file, outputFiles.find(({ path }) => path.endsWith('index.mjs'))?.contents ?? ''),
    )
    const inputs = async () => Object.keys((await bundled).metafile.inputs)
    const inside = async () => {
      const { outputs } = (await bundled).metafile
      const entry = Object.values(outputs).find(({ entryPoint }) => entryPoint)
      const used = Object.entries(entry?.inputs ?? {})
      return used.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []))
    }

    test(`has at most ${most} bytes, and a source map beside it`, async () => {
      const { outputFiles } = await bundled
      const size = (end: string) =>
        outputFiles.find(({ path }) => path.endsWith(end))?.contents.byteLength ?? 0
      expect(size('index.mjs')).toBeGreaterThan(100_000)
      expect(size('index.mjs')).toBeLessThanOrEqual(most)
      expect(size('index.mjs.map')).toBeGreaterThan(0)
    })

    // Paper's are the larger ones.
    if (isPaper)
      test('takes at start at most a quarter of the memory that it is given, and then there is room to work', async () => {
        await written
        const { mb } = await importOnce(file)
        expect(mb).toBeGreaterThan(30)
        const { MemorySize } = functionNamed(app, name.replace('monitor/', '')).Properties
        expect(mb).toBeLessThan(MemorySize / 4)
      })

    test('names files of the paper venue only where paper is traded', async () => {
      const ofVenue = (await inputs()).filter(path => /(^|\/)shared\/paper\//.test(path))
      if (isPaper && name !== 'signal-gate') expect(ofVenue.length).toBeGreaterThan(50)
      else expect(ofVenue).toEqual([])
    })

    test('names no file that makes the venue err on demand', async () => {
      const ofFaults = (await inputs()).filter(path => /(^|\/)shared\/paper\/faults\//.test(path))
      expect(ofFaults).toEqual([])
    })

    // The others begin with the executor's wiring.
    if (name === 'signal-gate' || name === 'executor')
      test('refuses to start where the settings choose a venue that it is not made for, and says which to set', async () => {
        await written
        const [others, made] = isPaper ? [live, 'for paper'] : [paper, 'for Binance']
        await expect(importOnce(file, others)).rejects.toThrow(
          new RegExp(`QT_PAPER_TRADING is ${others.QT_PAPER_TRADING} and STAGING_MODE is .*made ${made}`),
        )
      })

    test('holds one exchange of ccxt at most, and none where nothing is traded', async () => {
      const exchanges = (await inputs()).filter(path => /ccxt\/js\/src\/[a-z0-9]+\.js$/.test(path))
      const expected = name === 'signal-gate' ? [] : ['binance', 'binanceusdm']
      expect(exchanges.map(path => path.replace(/.*\/(\w+)\.js$/, '$1')).sort()).toEqual(expected)
    })

    test('holds the packages whose use is known, and no other', async () => {
      const known = new RegExp(`^(${packages[name].join('|')})$`)
      const found = (await inside()).map(path => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
      expect([...new Set(found)].filter(each => each && !known.test(each))).toEqual([])
    })

    test.each(unused)('leaves out %s', async pattern => {
      expect((await inside()).filter(path => pattern.test(path))).toEqual([])
    })
  },
)

test('demo runs the bundles of live, whose tests are its own', () => {
  expect(esbuildOptionsFor('demo')).toEqual(esbuildOptionsFor('live'))
})
