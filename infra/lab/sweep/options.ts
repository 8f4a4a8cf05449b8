import { availableParallelism } from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { type Objective, objectives } from '#figures/objective.ts'
import { type PathOrder, pathOrders } from '../../local/market/price-path.ts'
import type { Given } from '../given.ts'
import { withGiven } from '../given-options.ts'
import { type Dimension, parseDimension } from './space.ts'

/** Options of a sweep. */
export interface SweepOptions extends Given {
  readonly set: readonly Dimension[]
  readonly tries?: number
  readonly seed: number
  readonly objective: Objective
  readonly leastTrades: number
  readonly walkForward: number
  readonly path: PathOrder
  readonly threads: number
  readonly onAws?: boolean
  /** USD. */
  readonly budget?: number
  /** Largest number of concurrent replays on AWS. */
  readonly concurrency?: number
  readonly yes?: boolean
  readonly out: string
  readonly json?: string
  readonly html?: string
}

/** The days of a year. Every set is judged again in each window. */
const mostWindows = 366

export const sweepCommand = (): Command =>
  withGiven(new Command('sweep'))
    .description(
      'Plays the same signals under many settings, and shows whether the best of them is more than luck.',
    )
    .addOption(
      new Option(
        '--set <setting=values...>',
        'a setting and its values: QT_SL_PCT=0.02,0.05 or 0.02..0.10 or 0.02..0.10/0.04; separate values that contain commas by |',
      )
        .argParser(dimensions)
        .makeOptionMandatory(),
    )
    .option('--tries <n>', 'play this many combinations, drawn at random (default: all)', whole(1))
    .option('--seed <n>', 'seed of the random choice', whole(0), 1)
    .addOption(
      new Option('--objective <name>', 'the measure by which the best set is chosen')
        .choices(objectives)
        .default('net' satisfies Objective),
    )
    .option('--least-trades <n>', 'a set with fewer trades cannot be the best', whole(1), 10)
    .option(
      '--walk-forward <windows>',
      'cut the time into this many windows, and measure in each the set that was best before it',
      whole(2, mostWindows),
      4,
    )
    .addOption(
      new Option('--path <order>', 'order of high and low inside a candle')
        .choices(pathOrders)
        .default('adverse-first' satisfies PathOrder),
    )
    .option('--threads <n>', 'play this many sets at once', whole(1), availableParallelism())
    .addOption(
      new Option('--on-aws', 'play them in the deployed lab: shows time and cost first, and asks').conflicts(
        'threads',
      ),
    )
    .option('--budget <usd>', 'with --on-aws: the most that it may cost (default: 5)', dollars)
    .option('--concurrency <n>', 'with --on-aws: play at most this many at once', whole(1))
    .option('--yes', 'with --on-aws: do not ask')
    .option(
      '--out <file>',
      'file of the results, one line per set; sets in it are not played again',
      'sweep.jsonl',
    )
    .option('--json <file>', 'write the verdict as JSON')
    .option('--html <file>', 'write the verdict with charts: one page that opens offline')
    .addHelpText(
      'after',
      `
Examples:
  npm run lab -- sweep --klines ~/klines --signals mine.csv \\
    --set QT_SL_PCT=0.02,0.05,0.10 QT_EMERGENCY_PCT=0.15 QT_MAX_DAILY_LOSS=2000 \\
      QT_LADDER=standard,fee-aware,none
  npm run lab -- sweep --klines ~/klines --rule rsi:14,30,70,15m --tries 50 \\
    --objective sharpe \\
    --set QT_DEFAULT_LEVERAGE=3..30 QT_CONFIDENCE_THRESHOLD=0.50..0.90/0.05
  npm run lab -- sweep --klines ~/klines --signals mine.csv --on-aws --budget 3 \\
    --set QT_DEFAULT_LEVERAGE=3..30 QT_SL_PCT=0.02..0.10 QT_EMERGENCY_PCT=0.15`,
    )

function dimensions(text: string, before: readonly Dimension[] = []): readonly Dimension[] {
  let read: Dimension
  try {
    read = parseDimension(text)
  } catch (problem) {
    throw new InvalidArgumentError(problem instanceof Error ? problem.message : String(problem))
  }
  if (before.some(({ name }) => name === read.name))
    throw new InvalidArgumentError(`Expected ${read.name} once, got it twice.`)
  return [...before, read]
}

function dollars(text: string): number {
  if (!/^\d{1,6}(\.\d{1,4})?$/.test(text))
    throw new InvalidArgumentError(`Expected an amount of USD like 5 or 0.50, got ${text}.`)
  return Number(text)
}

const whole = (least: number, most?: number) => (text: string) => {
  const value = Number(text)
  const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`
  if (!(/^\d{1,9}$/.test(text) && value >= least && value <= (most ?? value)))
    throw new InvalidArgumentError(`Expected a whole number ${range}, got ${text}.`)
  return value
}
