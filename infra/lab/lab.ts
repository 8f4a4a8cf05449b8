import { statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { type PaceName, paces } from '#domain/latency.ts'
import { spreadOf } from '#figures/spread.ts'
import { choices } from '#settings/choices.ts'
import { netOf, type Report } from '../local/audit/report.ts'
import type { PricePath } from '../local/market/price-path.ts'
import { coinOption, instant, latencyOption, ruleOption } from '../local/options.ts'
import type { Plan, PlanOptions } from '../local/play/plan.ts'
import { summary } from '../local/play/show/summary.ts'
import { readSettingsFile } from '../stacks/settings-file.ts'
import { paint } from '../terminal/colours.ts'
import { forTerminal } from '../terminal/for-terminal.ts'
import { endWithItsReader } from '../terminal/reader.ts'
import { spreadText } from '../terminal/spread-text.ts'
import { type Input, readInput } from './input.ts'
import { pathsOf } from './paths.ts'
import { type PlayedInLab, playInLab } from './play-lab.ts'
import { showProgress } from './progress.ts'
import type { SignalField } from './signal-table.ts'

const sample = (name: string) => fileURLToPath(new URL(`../local/sample/${name}`, import.meta.url))

const balance = (text: string): string => {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError(`Expected an amount of USDT like 10000, got ${text}.`)
  return text
}
const columns = (text: string): Readonly<Partial<Record<SignalField, string>>> =>
  Object.fromEntries(
    text.split(',').map(pair => {
      const [field, name] = pair.split('=')
      if (!field || !name)
        throw new InvalidArgumentError(`Expected columns like timestamp=time,action=side; got ${text}.`)
      return [field, name]
    }),
  )

interface Options extends Pick<PlanOptions, 'rule' | 'coin' | 'from' | 'to'> {
  readonly klines: readonly string[]
  readonly funding: readonly string[]
  readonly signals: string
  readonly columns: Readonly<Partial<Record<SignalField, string>>>
  readonly path: readonly PricePath[]
  readonly latency: PaceName
  readonly balance?: string
  readonly json?: string
  readonly html?: string
}

/** Everything that kept a run from its report; 1 is a run in which a promise broke. */
const failedCode = 2

const command = new Command('npm run lab --')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : failedCode))
  .description('Plays signals over recorded markets with the code that trades, as fast as it goes.')
  .option('--klines <paths...>', 'recorded klines or aggTrades: files or folders, .csv, .csv.gz or .zip', [
    sample(''),
  ])
  .option('--funding <paths...>', 'recorded funding rates (.csv)', [])
  .option(
    '--signals <file>',
    'signals: JSON, one object a line, or .csv with a header',
    sample('signals.jsonl'),
  )
  .option('--columns <pairs>', 'which column of the .csv says what: timestamp=time,action=side', columns, {})
  .addOption(ruleOption('make the signals from the klines').conflicts('signals'))
  .addOption(coinOption())
  .option('--from <iso>', 'start here in the recording', instant)
  .option('--to <iso>', 'end here', instant)
  .option(
    '--path <order>',
    'order of high and low inside a candle: both, adverse-first, favourable-first or random:N',
    pathsOf,
    pathsOf('both'),
  )
  .addOption(latencyOption())
  .option('--balance <usdt>', 'what the account begins with; QT_PAPER_BALANCE says the same', balance)
  .option('--json <file>', 'write the reports there, by path')
  .option('--html <file>', 'write the first path’s there with pictures: one page that opens offline')
  .addHelpText(
    'after',
    `
Settings are those of the paper deployment (infra/environments/paper.json) and environment variables
(QT_DEFAULT_LEVERAGE=10 npm run lab).

Examples:
  npm run lab
  npm run lab -- --klines ~/klines --signals mine.csv --path random:20
  npm run lab -- --klines ~/klines/ETHUSDT-1m-2025-02.zip --signals mine.jsonl --json lab.json`,
  )

/** The `npm run lab` command. Exits 0 only if every promise held, on every path. */
async function main(): Promise<void> {
  const options = command.parse().opts<Options>()
  endWithItsReader(() => process.exit(failedCode))
  for (const [name, file] of [['json', options.json] as const, ['html', options.html] as const])
    if (file && !statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory())
      throw new Unplayable(`--${name} ${file}: there is no folder ${dirname(file)}.`)
  const results = new Map<PricePath, PlayedInLab>()
  let shown: Plan | undefined
  for (const path of options.path) {
    const input = inputOf(options, path)
    if (!shown) say(introduction(input, options.path.length))
    shown ??= input.plan
    results.set(path, await playOne(input, options))
  }
  const [first] = results
  if (first) say(textOf(first, results))
  if (first && shown && options.html) await draw(options.html, shown, results)
  if (options.json) writeFileSync(options.json, `${JSON.stringify(reportsOf(results), undefined, 2)}\n`)
  process.exitCode = [...results.values()].every(isSound) ? 0 : 1
}

/** The first path's pictures; of the others what they came to. */
async function draw(file: string, plan: Plan, results: ReadonlyMap<PricePath, PlayedInLab>): Promise<void> {
  const [first, ...others] = results
  if (!first) return
  const { underOtherPaths, writePictures } = await import('../local/play/pictures.ts')
  const reports = others.map(([path, { report }]) => ({ path, report }))
  writePictures(file, plan, first[1], underOtherPaths(reports))
}

async function playOne({ plan }: Input, { latency }: Options): Promise<PlayedInLab> {
  const progress = showProgress(process.stderr, plan.startAt, plan.market.to)
  try {
    const quota = Number(choices.shape.quota.parse(undefined))
    return await playInLab(plan, { pace: paces[latency], quota, note: say, onTime: progress.at })
  } finally {
    progress.end()
  }
}

/** What is wrong with the options or what they name, in words for who gave them. */
class Unplayable extends Error {}

function inputOf({ balance, path: _, ...options }: Options, path: PricePath): Input {
  const environment = { ...settingsOf(readSettingsFile('paper').said), ...settingsOf(process.env) }
  try {
    return readInput({
      ...{ ...options, path },
      environment: { ...environment, ...(balance !== undefined && { QT_PAPER_BALANCE: balance }) },
    })
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error
    throw new Unplayable(error.message)
  }
}

const settingsOf = (said: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) =>
      /^(QT_|STAGING_MODE$)/.test(name) && value ? [[name, String(value)]] : [],
    ),
  )

function introduction({ plan, remarks }: Input, paths: number): string {
  const { market, startAt, signals } = plan
  const days = ((market.to - startAt) / 86_400_000).toFixed(1)
  const iso = (at: number) => new Date(at).toISOString().slice(0, 16)
  return [
    `${market.symbols.join(', ')} from ${iso(startAt)} to ${iso(market.to)} UTC, ${days} days, ${signals.length} signals, ${paths} ${paths === 1 ? 'path' : 'paths'}.`,
    ...remarks,
  ].join('\n')
}

function textOf(
  [path, played]: readonly [PricePath, PlayedInLab],
  all: ReadonlyMap<PricePath, PlayedInLab>,
): string {
  const others = [...all].slice(1)
  return [
    summary(played, path),
    ...(others.length === 0 ? [] : [paint.bold('Other paths'), ...others.map(line)]),
    ...(others.length < 2 ? [] : ['', paint.bold('All paths'), spread(all)]),
  ].join('\n')
}

function spread(all: ReadonlyMap<PricePath, PlayedInLab>): string {
  const found = spreadOf([...all.values()].map(({ report }) => report.figures.all.net))
  return found ? spreadText(found, 'USDT') : '  none'
}

function line([path, { report }]: readonly [PricePath, PlayedInLab]): string {
  const broken = Object.entries(report.promises).filter(([, kept]) => !kept)
  const said = broken.map(([name]) => paint.red(` ${name} broke`)).join('')
  return `  ${netOf(report)} USDT  ${path}, ${report.positions.length} positions${said}`
}

const isSound = ({ report, decisions }: PlayedInLab): boolean =>
  Object.values(report.promises).every(Boolean) && decisions.different.length === 0

const reportsOf = (results: ReadonlyMap<PricePath, PlayedInLab>): Readonly<Record<string, Report>> =>
  Object.fromEntries([...results].map(([path, { report }]) => [path, report]))

const say = (text: string): void => void process.stdout.write(`${forTerminal(text)}\n`)

try {
  await main()
} catch (error) {
  console.error(error instanceof Unplayable ? forTerminal(error.message) : error)
  process.exitCode = failedCode
}
