import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { esbuildOptions } from '../../infra/bundling.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

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
  /zod\/v4\/locales\/(?!en\.)/,
]

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

  test('holds one exchange of ccxt at most, and none where nothing is traded', async () => {
    const exchanges = (await inputs()).filter(file => /ccxt\/js\/src\/[a-z0-9]+\.js$/.test(file))
    const expected = name === 'signal-gate' ? [] : ['binance', 'binanceusdm']
    expect(exchanges.map(file => file.replace(/.*\/(\w+)\.js$/, '$1')).sort()).toEqual(expected)
  })

  test.each(unused)('leaves out %s', async pattern => {
    expect((await inside()).filter(file => pattern.test(file))).toEqual([])
  })
})
