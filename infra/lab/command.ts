import { Command, Option } from 'commander'
import { ladders as knownLadders } from '#domain/ladders.ts'
import { spreadOf } from '#figures/spread.ts'
import { netOf, type Report } from '../local/audit/report.ts'
import { endProcess, failedCode } from '../local/failed-code.ts'
import type { PricePath } from '../local/market/price-path.ts'
import { filesRead, isUnwritten, mustHavePlaces, writePlaced } from '../local/play/place.ts'
import type { Plan } from '../local/play/plan.ts'
import { playable, Unplayable } from '../local/play/playable.ts'
import { summary } from '../local/play/show/summary.ts'
import { signed } from '../terminal/amounts.ts'
import { paint } from '../terminal/colours.ts'
import { columnsOf } from '../terminal/columns.ts'
import { counted } from '../terminal/counted.ts'
import { forTerminal } from '../terminal/for-terminal.ts'
import { endWithItsReader } from '../terminal/reader.ts'
import { spreadText } from '../terminal/spread-text.ts'
import { wrapped } from '../terminal/wrapped.ts'
import { type Given, playedAs, readGiven } from './given.ts'
import { environmentOf, withGiven } from './given-options.ts'
import type { Input } from './input.ts'
import { ladderTable, playLadders } from './ladders.ts'
import { type FoundOut, mostMissed, playMissed, withMissed } from './missed/missed.ts'
import { missedRemarks, missedText } from './missed/telling.ts'
import { pathsOf } from './paths.ts'
import { type PlayedInLab, playInLab } from './play-lab.ts'
import { type Progress, showCount, showProgress } from './progress.ts'
import { type SweepOptions, sweepCommand } from './sweep/options.ts'
import { sweep } from './sweep/sweep.ts'

interface Options extends Given {
  readonly path: readonly PricePath[]
  readonly ladders?: boolean
  readonly missed?: number
  readonly json?: string
  readonly html?: string
}

/** The part of another path's result that is shown. */
type Told = Pick<PlayedInLab, 'report' | 'decisions'>

/** With a thousand paths, each would keep a file open and its journals on the disk. */
function onlyTold({ report, decisions, forget }: PlayedInLab): Told {
  forget()
  return { report, decisions }
}

const command = withGiven(new Command('npm run lab --'))
  .enablePositionalOptions()
  .exitOverride(endProcess)
  .description('Plays signals over recorded markets with the code that trades, as fast as possible.')
  .addOption(
    new Option(
      '--path <order>',
      'order of high and low inside a candle: both, adverse-first, favourable-first or random:N',
    )
      .argParser(pathsOf)
      .default(pathsOf('both'), 'both'),
  )
  .option('--ladders', 'also play the first path with each ladder: standard, fee-aware and none')
  .addOption(
    new Option(
      '--missed [most]',
      'also play rejected entries of the first path, each alone, and show what they would have made',
    )
      .argParser(mostMissed)
      .preset('200'),
  )
  .option('--json <file>', 'write the reports as JSON, by path')
  .option('--html <file>', 'write the first path’s report with charts: one page that opens offline')
  .addHelpText(
    'after',
    `
Settings are those of the paper deployment (infra/environments/paper.json)
and environment variables (QT_SL_PCT=0.01 npm run lab).

Examples:
  npm run lab
  npm run lab -- --klines ~/klines --signals mine.csv --path random:20
  npm run lab -- --klines ~/klines/ETHUSDT-1m-2025-02.zip --signals mine.jsonl --missed --json lab.json
  npm run lab -- sweep --help`,
  )
  .action(playAll)
command.addCommand(
  sweepCommand()
    .copyInheritedSettings(command)
    .action(async (options: SweepOptions) => {
      process.exitCode = (await sweep(options)) ? 0 : 1
    }),
)

/** Exits 0 only if every promise held, on every path. */
async function playAll(options: Options): Promise<void> {
  const { json, html } = options
  playable(() => mustHavePlaces({ json, html }, filesRead(options)))
  const results = new Map<PricePath, Told>()
  let began: readonly [PricePath, PlayedInLab, Plan] | undefined
  const environment = environmentOf(options)
  const progress = showProgress(process.stderr, options.path.length, 'path')
  for (const path of options.path) {
    const input = readGiven(options, path, environment)
    if (!began) say(introduction(input, options.path.length))
    const one = await playOne(input, options, progress)
    results.set(path, began ? onlyTold(one) : one)
    began ??= [path, one, input.plan]
  }
  if (!began) throw new Error('Expected a path to play, got none.')
  const [path, played, plan] = began
  const begun = performance.now()
  const foundOut = await findOut(plan, played, options)
  const tookMs = performance.now() - begun
  const first = [path, foundOut ? withMissed(played, foundOut) : played] as const
  results.set(...first)
  say(textOf(first, results, plan.about))
  say(missedText(first[1], foundOut, tookMs))
  const ladders = options.ladders ? await playedLadders(options, path, environment) : []
  if (options.ladders) say(ladderTable(ladders))
  if (json) writePlaced('json', json, `${JSON.stringify(reportsOf(results), undefined, 2)}\n`)
  if (html) await draw(html, plan, [first[1], results], foundOut)
  const all = [...results.values(), ...ladders.flatMap(({ played }) => played ?? [])]
  process.exitCode = all.every(isSound) ? 0 : 1
}

/** The first path's page, with the results of the others. */
async function draw(
  file: string,
  plan: Plan,
  [first, all]: readonly [PlayedInLab, ReadonlyMap<PricePath, Told>],
  foundOut: FoundOut | undefined,
): Promise<void> {
  const [, ...others] = all
  const { underOtherPaths, writePictures } = await import('../local/play/pictures.ts')
  const reports = others.map(([path, { report }]) => ({ path, report }))
  const remarks = [...underOtherPaths(reports), ...missedRemarks(first, foundOut)]
  writePictures(file, plan, first, remarks, foundOut?.made)
}

/** Plays rejected entries, if that was asked for. */
async function findOut(plan: Plan, played: PlayedInLab, options: Options): Promise<FoundOut | undefined> {
  const { missed: most } = options
  if (most === undefined) return undefined
  const onPlayed = showCount(process.stderr, 'rejected entries')
  return playMissed(plan, played, { ...playedAs(options), most, onPlayed })
}

const playOne = ({ plan }: Input, options: Options, progress: Progress): Promise<PlayedInLab> =>
  progress.during({ from: plan.startAt, to: plan.market.to }, onTime =>
    playInLab(plan, { ...playedAs(options), note: say, onTime }),
  )

/** The first path with each ladder. */
function playedLadders(options: Options, path: PricePath, environment: Readonly<Record<string, string>>) {
  const progress = showProgress(process.stderr, Object.keys(knownLadders).length, 'ladder')
  return playLadders(environment, async under =>
    onlyTold(await playOne(readGiven(options, path, under), options, progress)),
  )
}

function introduction({ plan, remarks }: Input, paths: number): string {
  const { market, startAt, signals } = plan
  const days = ((market.to - startAt) / 86_400_000).toFixed(1)
  const iso = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  return [
    `${market.symbols.join(', ')} from ${iso(startAt)} to ${iso(market.to)} UTC, ${days} days, ${counted(signals.length, 'signal')}, ${counted(paths, 'path')}.`,
    ...remarks,
  ]
    .map(line => wrapped(line, 80, '  '))
    .join('\n')
}

function textOf(
  [path, played]: readonly [PricePath, PlayedInLab],
  all: ReadonlyMap<PricePath, Told>,
  about: Plan['about'],
): string {
  const others = [...all].slice(1)
  return [
    summary({ ...played, about }, path, undefined, columnsOf(process.stdout)),
    ...(others.length === 0 ? [] : [paint.bold('Other paths'), ...otherPaths(others)]),
    ...(others.length < 2 ? [] : ['', paint.bold('All paths'), spread(all)]),
  ].join('\n')
}

function spread(all: ReadonlyMap<PricePath, Told>): string {
  const found = spreadOf([...all.values()].map(({ report }) => report.figures.all.net))
  return found ? spreadText(found, 'USDT') : '  none'
}

function otherPaths(others: readonly (readonly [PricePath, Told])[]): readonly string[] {
  const nets = others.map(([, { report }]) => signed(netOf(report)))
  const width = Math.max(...nets.map(net => net.length))
  const lines = others.map((other, index) => `  ${nets[index]?.padStart(width)} USDT  ${line(other)}`)
  const allSound = others.every(([, told]) => isSound(told))
  return allSound
    ? [...lines, `  ${paint.green('pass')} all promises on ${each(others)}, every decision equal`]
    : lines
}

const each = (others: readonly unknown[]) => (others.length === 1 ? 'this path too' : 'each of these too')

function line([path, { report, decisions }]: readonly [PricePath, Told]): string {
  const broken = Object.entries(report.promises).filter(([, kept]) => !kept)
  const differ = decisions.different.length
  const said = [
    ...broken.map(([name]) => `${name} broke`),
    ...(differ > 0 ? [`${counted(differ, 'decision')} differ`] : []),
  ]
  return `${path}, ${counted(report.positions.length, 'position')}${said.map(what => paint.red(` ${what}`)).join('')}`
}

const isSound = ({ report, decisions }: Told): boolean =>
  Object.values(report.promises).every(Boolean) && decisions.different.length === 0

const reportsOf = (results: ReadonlyMap<PricePath, Told>): Readonly<Record<string, Report>> =>
  Object.fromEntries([...results].map(([path, { report }]) => [path, report]))

const say = (text: string): void => void process.stdout.write(`${forTerminal(text)}\n`)

try {
  endWithItsReader(() => process.exit(failedCode))
  await command.parseAsync()
} catch (error) {
  console.error(error instanceof Unplayable || isUnwritten(error) ? forTerminal(error.message) : error)
  process.exitCode = failedCode
}
