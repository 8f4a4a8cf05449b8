import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type BuildOptions, build } from 'esbuild'
import { esbuildOptionsFor } from '../../infra/stacks/bundling.ts'
import type { Budget } from './budget.ts'
import { median } from './median.ts'

export interface BundleMeasure {
  readonly name: string
  /** Minified, without the source map; bytes. */
  readonly bytes: number
  /** Median over fresh processes; ms. */
  readonly importMs: number
  /** Import time as a multiple of an empty module's in the same run. */
  readonly timesEmpty: number
  /** Resident memory of the process after the import, most of all runs; MB. */
  readonly residentMb: number
}

interface Bundle {
  readonly name: string
  readonly options: BuildOptions
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const empty = 'an empty module'
/** By their folders. */
const functions = [
  'signal-gate',
  'webhook',
  'executor',
  'monitor/survey',
  'monitor/inspect',
  'close-cleanup',
  'rule-signals',
  'sentinel',
  'notifier/spread',
  'notifier/tell',
] as const
/** Live's bounds in bytes, which the tests check too. */
const largest = (name: string): number =>
  name === 'sentinel'
    ? 700_000
    : /^(signal-gate|webhook|rule-signals|notifier\/.*)$/.test(name)
      ? 500_000
      : 1_300_000

/** As they are where they trade for money. */
export const tradingAtBinance = { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }
const options = esbuildOptionsFor('live')
const { alias, ...unaliased } = options
const written = (contents: string): BuildOptions => ({ stdin: { contents, resolveDir: root } })
// The whole of ccxt imports protobufjs without bringing it along; its weight is missing here.
const notInstalled = Object.fromEntries(
  Object.entries(alias).filter(([name]) => name.startsWith('protobufjs')),
)

const bundles: readonly Bundle[] = [
  ...functions.map(functionBundle),
  { name: 'ccxt, one exchange', options: { ...options, ...written("export * from 'ccxt'") } },
  {
    name: 'ccxt, whole',
    options: { ...unaliased, alias: notInstalled, ...written("export { default } from 'ccxt'") },
  },
  { name: empty, options: { ...unaliased, ...written('export {}') } },
]

function functionBundle(name: (typeof functions)[number]): Bundle {
  return { name, options: { ...options, entryPoints: [`${root}functions/${name}/handler.ts`] } }
}

/** Bundles one function as the stack does; returns its size in bytes. */
export async function emitFunction(name: (typeof functions)[number], outfile: string): Promise<number> {
  await emit(functionBundle(name), outfile)
  return (await stat(outfile)).size
}

/** Bundles everything as the stack does and imports each bundle `runs` times, in turn, in fresh processes. */
export async function measureSizes(runs: number): Promise<readonly BundleMeasure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-bundles-'))
  try {
    const files = await Promise.all(
      bundles.map((bundle, index) => emit(bundle, join(folder, `${index}.mjs`))),
    )
    const times = files.map((): Awaited<ReturnType<typeof importOnce>>[] => [])
    for (let run = 0; run < runs; run++) {
      for (const [index, file] of files.entries())
        times[index]?.push(await importOnce(file, tradingAtBinance))
    }
    const medians = times.map(all => median(all.map(({ ms }) => ms)))
    const emptyMs = medians[bundles.findIndex(({ name }) => name === empty)] ?? Number.NaN
    return await Promise.all(
      files.map(async (file, index) => {
        const importMs = medians[index] ?? Number.NaN
        const { size: bytes } = await stat(file)
        const residentMb = Math.max(...(times[index] ?? []).map(({ mb }) => mb))
        const name = bundles[index]?.name ?? file
        return { name, bytes, importMs, timesEmpty: importMs / emptyMs, residentMb }
      }),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function emit({ options }: Bundle, outfile: string): Promise<string> {
  await build({ ...options, outfile, logLevel: 'error' })
  return outfile
}

const timed = `const before = performance.now()
try {
  await import(process.argv[1])
} catch (error) {
  // Not thrown: Node would print the whole bundle, which is one line, before the message.
  console.error(String(error))
  process.exit(1)
}
console.log(JSON.stringify({ ms: performance.now() - before, mb: process.memoryUsage.rss() / 1e6 }))
process.exit()`

/** The variables that the stack sets; a bundle makes no request while it loads. */
export const environment = {
  QT_DEPLOYMENT: 'bench',
  QT_TABLE: 'table',
  QT_SECRET_ID: 'secret',
  QT_TRADE_QUEUE_URL: 'https://sqs.local/trades.fifo',
  QT_CLOSE_QUEUE_URL: 'https://sqs.local/closes.fifo',
  QT_INVALID_QUEUE_URL: 'https://sqs.local/invalid',
  QT_SIGNAL_QUEUE_URL: 'https://sqs.local/signals',
  QT_RULE: '{"symbols":["ETHUSDT"],"period":14,"low":30,"high":70,"interval":"15m"}',
  QT_TOKENS_ID: 'tokens',
  QT_SENTINEL: 'sentinel:live',
  QT_WATCH_ARN: 'arn:aws:states:local:000000000000:stateMachine:watch',
  QT_NOTIFY: '[{"name":"desk","to":"slack"}]',
  QT_LETTER_QUEUE_URLS: '{"desk":"https://sqs.local/letters.fifo"}',
  QT_NOTIFY_BOXES:
    '{"desk":{"url":"https://sqs.local/letters.fifo","deadUrl":"https://sqs.local/dead.fifo"}}',
  QT_NOTIFY_SECRET_ID: 'channels',
  QT_EMERGENCY_TOPIC_ARN: 'arn:aws:sns:local:000000000000:emergency',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'bench',
  AWS_REGION: 'local',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
}

/** Imports a bundle in a fresh process, with these settings: the time of the import, and the memory after it; MB. */
export async function importOnce(
  file: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<{ readonly ms: number; readonly mb: number }> {
  const args = ['--input-type=module', '--eval', timed, pathToFileURL(file).href]
  const env = { ...environment, ...settings }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  return JSON.parse(stdout)
}

export const sizeBudgets = (measures: readonly BundleMeasure[]): readonly Budget[] =>
  functions.map(name => {
    const bytes = measures.find(each => each.name === name)?.bytes ?? Number.NaN
    return {
      what: `the bundle of ${name}`,
      expected: `at most ${megabytes(largest(name))}`,
      measured: megabytes(bytes),
      held: bytes <= largest(name),
      hard: true,
    }
  })

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(2)} MB`
