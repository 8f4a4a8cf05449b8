import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { esbuildOptions } from '../../../infra/stacks/bundling.ts'
import { importOnce } from '../../bench/sizes.ts'
import { functionNamed, synthesize } from './synthesized.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Bytes of the minified bundle. */
const budgets = [
  ['signal-gate', 500_000],
  ['executor', 1_600_000],
  ['monitor/survey', 1_600_000],
  ['monitor/inspect', 1_600_000],
  ['close-cleanup', 1_600_000],
] as const

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
  'fflate', // the paper venue's items
  '@aws-lambda-powertools/parameters|@aws-sdk/client-secrets-manager', // its key
]
const packages: Readonly<Record<string, readonly string[]>> = {
  'signal-gate': [...always, queues],
  executor: [...always, ...trading, queues, '@aws-sdk/client-sfn'],
  'monitor/survey': [...always, ...trading],
  'monitor/inspect': [...always, ...trading],
  'close-cleanup': [...always, ...trading, '@aws-sdk/(client-sns|xml-builder)'],
}

describe.each(budgets)('the bundle of %s', (name, most) => {
  const bundled = build({
    ...esbuildOptions,
    entryPoints: [`${root}functions/${name}/handler.ts`],
    outfile: 'index.mjs',
    write: false,
    metafile: true,
    logLevel: 'error',
  })
  const inputs = async () => Object.keys((await bundled).metafile.inputs)
  const inside = async () => {
    const { outputs } = (await bundled).metafile
    const bundle = Object.values(outputs).find(({ entryPoint }) => entryPoint)
    const used = Object.entries(bundle?.inputs ?? {})
    return used.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []))
  }

  test(`has at most ${most} bytes, and a source map beside it`, async () => {
    const { outputFiles } = await bundled
    const size = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.contents.byteLength ?? 0
    expect(size('index.mjs')).toBeGreaterThan(100_000)
    expect(size('index.mjs')).toBeLessThanOrEqual(most)
    expect(size('index.mjs.map')).toBeGreaterThan(0)
  })

  test('takes at start at most a quarter of the memory that it is given, and then there is room to work', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
    const file = join(folder, 'index.mjs')
    const { outputFiles } = await bundled
    writeFileSync(file, outputFiles.find(({ path }) => path.endsWith('index.mjs'))?.contents ?? '')
    const { mb } = await importOnce(file)
    rmSync(folder, { recursive: true })
    expect(mb).toBeGreaterThan(30)
    const { MemorySize } = functionNamed(app, name.replace('monitor/', '')).Properties
    expect(mb).toBeLessThan(MemorySize / 4)
  })

  test('holds one exchange of ccxt at most, and none where nothing is traded', async () => {
    const exchanges = (await inputs()).filter(file => /ccxt\/js\/src\/[a-z0-9]+\.js$/.test(file))
    const expected = name === 'signal-gate' ? [] : ['binance', 'binanceusdm']
    expect(exchanges.map(file => file.replace(/.*\/(\w+)\.js$/, '$1')).sort()).toEqual(expected)
  })

  test('holds the packages whose use is known, and no other', async () => {
    const known = new RegExp(`^(${packages[name]?.join('|')})$`)
    const found = (await inside()).map(file => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1])
    expect([...new Set(found)].filter(each => each && !known.test(each))).toEqual([])
  })

  test.each(unused)('leaves out %s', async pattern => {
    expect((await inside()).filter(file => pattern.test(file))).toEqual([])
  })
})
