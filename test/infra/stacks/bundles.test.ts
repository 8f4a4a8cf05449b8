import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import type { Metafile } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import type { Venue } from '#ports/configuration.ts'
import { readAssembly } from '../../../infra/local/runner/template.ts'
import { bundle } from '../../../infra/stacks/bundles.ts'
import { esbuildOptionsFor } from '../../../infra/stacks/bundling.ts'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { featureFlags } from '../../../infra/stacks/feature-flags.ts'
import { addStacks } from '../../../infra/stacks/stacks.ts'
import { importOnce } from '../../bench/sizes.ts'
import { aRule, demoSaid, functionNamed, liveSaid, synthesize } from './synthesized.ts'

const functionNames = [
  'signal-gate',
  'webhook',
  'executor',
  'monitor/survey',
  'monitor/inspect',
  'close-cleanup',
  'operator',
  'rule-signals',
  'sentinel',
  'notifier/spread',
  'notifier/tell',
  'notifier/digest',
] as const
/**
 * The bundles that sign nothing with ccxt: two accept signals, one makes some, one replaces the signatures of another
 * client's requests, one listens.
 */
const telling: readonly string[] = ['notifier/spread', 'notifier/tell', 'notifier/digest']
const withoutClient: readonly string[] = [
  ...['signal-gate', 'webhook', 'operator', 'rule-signals', 'sentinel'],
  ...telling,
]
/** The bundles that ask no venue for an account. On paper the sentinel watches one. */
const withoutVenue: readonly string[] = ['signal-gate', 'webhook', 'rule-signals', ...telling]
type FunctionName = (typeof functionNames)[number]
/** Demo runs live's bundles. */
const venues = ['paper', 'live'] as const

/** Bytes of the minified bundle; the sentinel calls four services of AWS, and listens. */
const budgets = {
  paper: (name: FunctionName) =>
    name === 'sentinel'
      ? 950_000
      : name === 'operator'
        ? 700_000
        : withoutVenue.includes(name)
          ? 500_000
          : 1_600_000,
  live: (name: FunctionName) =>
    name === 'sentinel' ? 700_000 : withoutClient.includes(name) ? 500_000 : 1_300_000,
}
/**
 * The largest share of its memory that a function may hold at its start. One that computes next to nothing needs less
 * free memory.
 */
const mostAtStart = (name: FunctionName) => (name === 'sentinel' ? 0.4 : 0.25)

/** Packages that a bundle once had and no warm call uses. */
const unused = [
  /@aws-sdk\/nested-clients/,
  /@aws-sdk\/credential-provider-(node|ini|sso|process|web-identity|login)/,
  /@aws-sdk\/(client-sso|client-sts|token-providers)/,
  /node_modules\/(undici|protobufjs)\//,
  /@scure\/starknet|@noble\/curves\/(secp256k1|nist)/,
  /zod\/v4\/locales\/(?!en\.)/,
]

/** One channel: each has the same function. */
const notify = JSON.stringify([{ name: 'desk', to: 'slack' }])
const sources = { QT_SOURCES: '{"tv-btc":{}}' }
const { app } = synthesize('paper', sources, {
  ...{ egress: 'fixed', webhook: 'true', rule: aRule, sentinel: 'true', notify },
})
const demo = synthesize('demo', demoSaid, { sentinel: 'true' }).app
const paper = { QT_PAPER_TRADING: 'true', STAGING_MODE: 'true' }
const live = { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }

/** What every bundle may hold, and why: a package that an update adds needs a look. */
const always = [
  '@aws-lambda-powertools/(batch|commons|logger|metrics)', // the function's frame
  '@middy/core',
  '@aws-sdk/(client-dynamodb|core|dynamodb-codec|lib-dynamodb|util-dynamodb)', // the table
  '@aws-sdk/(middleware-endpoint-discovery|endpoint-cache)|mnemonist|obliterator',
  '@smithy/(core|node-http-handler|signature-v4|types)|@aws/lambda-invoke-store',
  'decimal\\.js|zod', // arithmetic and parsing
]
const queues = '@aws-sdk/(client-sqs|middleware-sdk-sqs)'
const key = '@aws-lambda-powertools/parameters|@aws-sdk/client-secrets-manager'
const trading = [
  'ccxt|@noble/(curves|hashes)|@scure/base', // the exchange and its signatures
  'fflate', // of ccxt’s websocket client, which is never opened
  key,
]
/** The paper venue's own: its books are sorted trees. */
const ofTheVenue = 'sorted-btree'
const packages: Readonly<Record<FunctionName, readonly string[]>> = {
  'signal-gate': [...always, queues],
  webhook: [...always, queues, '@aws-sdk/client-secrets-manager'],
  executor: [...always, ...trading, queues, '@aws-sdk/client-sfn'],
  // It starts the sentinel, if there is one.
  'monitor/survey': [...always, ...trading, '@aws-sdk/client-lambda'],
  'monitor/inspect': [...always, ...trading],
  // It hands a flip's entry back to the trade queue.
  'close-cleanup': [...always, ...trading, queues, '@aws-sdk/(client-sns|xml-builder)'],
  operator: [...always, key],
  'rule-signals': [...always, queues, 'trading-signals'],
  // It starts the watch and the next sentinel.
  sentinel: [...always, key, '@aws-sdk/client-(lambda|sfn)', 'ws'],
  'notifier/spread': [...always, queues],
  'notifier/tell': [...always, queues, '@aws-sdk/client-secrets-manager'],
  'notifier/digest': [...always, queues],
}

const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))
const entryOf = (name: FunctionName) => `functions/${name}/handler.ts`
const bundled = Object.fromEntries(
  venues.map(venue => [venue, bundle(venue, functionNames.map(entryOf), join(folder, venue))]),
)

function bundleOf(venue: Venue, name: FunctionName) {
  const { outputFiles = [], metafile } = bundled[venue] ?? {}
  const entry = entryOf(name)
  const output = Object.values(metafile?.outputs ?? {}).find(({ entryPoint }) => entryPoint === entry)
  if (!metafile || !output) throw new Error(`${venue} has no bundle of ${entry}`)
  const path = join(folder, venue, entry.replaceAll('/', '-'), 'index.mjs')
  const contents = (file: string) => outputFiles.find(each => each.path === file)?.contents
  return { code: contents(path), map: contents(`${path}.map`), output, read: filesFrom(entry, metafile) }
}

/** The entry and all that it imports, directly or not, used or not. */
function filesFrom(entry: string, { inputs }: Metafile): readonly string[] {
  const found = new Set([entry])
  for (const file of found)
    for (const { path, external } of inputs[file]?.imports ?? []) if (!external) found.add(path)
  return [...found]
}

describe.each(venues.flatMap(venue => functionNames.map(name => [name, venue] as const)))(
  'the bundle of %s for %s',
  (name, venue) => {
    const most = budgets[venue](name)
    const isPaper = venue === 'paper'
    const { code = new Uint8Array(), map, output, read } = bundleOf(venue, name)
    const inside = Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [path] : [],
    )
    const file = join(folder, `${venue}-${name.replace('/', '-')}.mjs`)
    writeFileSync(file, code)

    test(`has at most ${most} bytes, and a source map beside it`, () => {
      expect(code.byteLength).toBeGreaterThan(100_000)
      expect(code.byteLength).toBeLessThanOrEqual(most)
      expect(map?.byteLength).toBeGreaterThan(0)
    })

    // Paper's are the larger ones.
    if (isPaper || name === 'sentinel')
      test('starts in a small part of its memory', async () => {
        const { mb } = await importOnce(file, isPaper ? {} : live)
        expect(mb).toBeGreaterThan(30)
        const { MemorySize } = functionNamed(isPaper ? app : demo, serviceOf(name)).Properties
        expect(mb).toBeLessThan(MemorySize * mostAtStart(name))
      })

    test('includes the paper venue’s files only where paper is traded', () => {
      const ofVenue = read.filter(path => /(^|\/)shared\/paper\//.test(path))
      if (isPaper && !withoutVenue.includes(name)) expect(ofVenue.length).toBeGreaterThan(50)
      else expect(ofVenue).toEqual([])
    })

    if (isPaper && !withoutVenue.includes(name))
      test('has every symbol’s rules in less than 120 kB, and no rules of recordings', () => {
        const rules = Object.entries(output.inputs).filter(([path]) =>
          /(^|\/)shared\/paper\/rules\//.test(path),
        )
        const bytes = rules.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)
        expect(bytes).toBeGreaterThan(80_000)
        expect(bytes).toBeLessThan(120_000)
        const names = rules.map(([path]) => path.replace(/.*\//, ''))
        expect(names).toContain('snapshot.json')
        expect(
          names.filter(each => /exchange-info\.json|leverage-brackets\.json|shipped/.test(each)),
        ).toEqual([])
      })

    test('includes no file for fault injection', () => {
      const ofFaults = read.filter(path => /(^|\/)shared\/paper\/faults\//.test(path))
      expect(ofFaults).toEqual([])
    })

    // The others begin with the executor's wiring.
    if (['signal-gate', 'webhook'].includes(name) || name === 'executor')
      test('does not start for a venue that it is not built for, and says which to set', async () => {
        const [others, made] = isPaper ? [live, 'for paper'] : [paper, 'for Binance']
        await expect(importOnce(file, others)).rejects.toThrow(
          new RegExp(`QT_PAPER_TRADING is ${others.QT_PAPER_TRADING} and STAGING_MODE is .*made ${made}`),
        )
      })

    test('has at most one exchange of ccxt, and none in functions that do not trade', () => {
      const exchanges = read.filter(path => /ccxt\/js\/src\/[a-z0-9]+\.js$/.test(path))
      const expected = withoutClient.includes(name) ? [] : ['binance', 'binanceusdm']
      expect(exchanges.map(path => path.replace(/.*\/(\w+)\.js$/, '$1')).sort()).toEqual(expected)
    })

    test('has only packages whose use is known', () => {
      const its = isPaper && !withoutVenue.includes(name) ? [ofTheVenue] : []
      const known = new RegExp(`^(${[...packages[name], ...its].join('|')})$`)
      const found = inside.map(path => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
      expect([...new Set(found)].filter(each => each && !known.test(each))).toEqual([])
    })

    test.each(name === 'sentinel' ? unused : [...unused, /node_modules\/ws\//])('leaves out %s', pattern => {
      expect(inside.filter(path => pattern.test(path))).toEqual([])
    })
  },
)

test('the stack gives each function its own bundle, byte for byte the one tested here', () => {
  const outdir = join(folder, 'live')
  const app = new App({ outdir, context: featureFlags })
  const beside = { webhook: 'true', rule: aRule, sentinel: 'true', notify }
  const chosen = { egress: 'fixed', ...beside, accept: 'address,loosened' }
  addStacks(app, readDeployment('live', { ...liveSaid, ...sources }, chosen))
  app.synth()
  const [stack] = readAssembly(outdir).filter(({ name }) => name.endsWith('App'))
  const bundles = [...(stack?.resources.values() ?? [])].flatMap(({ type, properties }) => {
    if (type !== 'AWS::Lambda::Function') return []
    // biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
    const { Code, Environment } = properties as any
    const asset = stack?.assets.get(Code.S3Key) ?? ''
    return [[Environment.Variables.POWERTOOLS_SERVICE_NAME, readFileSync(join(asset, 'index.mjs'))] as const]
  })
  const expected = functionNames.map(
    name => [`live-${serviceOf(name)}`, bundleOf('live', name).code] as const,
  )
  expect(hashes(bundles)).toEqual(hashes(expected))
})

/** Its name in logs and metrics. */
const serviceOf = (name: FunctionName): string =>
  ({ 'notifier/spread': 'notifier', 'notifier/tell': 'tell-desk' })[name as string] ??
  name.split('/').at(-1) ??
  ''

const hashes = (bundles: readonly (readonly [string, Uint8Array | undefined])[]) =>
  Object.fromEntries(
    bundles.map(([name, code = '']) => [name, createHash('sha256').update(code).digest('hex')]),
  )

test('demo runs the bundles of live, whose tests are its own', () => {
  expect(esbuildOptionsFor('demo')).toEqual(esbuildOptionsFor('live'))
})
