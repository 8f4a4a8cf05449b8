import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type PaceName, paces } from '#domain/latency.ts'
import { momentOf } from '#signals/times.ts'
import { parseRule, type RsiRule } from '#strategy/rule.ts'
import { findFundingFiles } from './market/funding.ts'
import { type SignalColumns, signalFields } from './play/signal-table.ts'
import { channelTo } from './runner/local-notify.ts'
import { sampleSignalsFile } from './sample-signals/file.ts'

/** A time in a recording, in milliseconds since the epoch; UTC unless it names a zone. */
export function instant(text: string): number {
  const at = momentOf(text)
  if (at === undefined)
    throw new InvalidArgumentError(`Expected a time like 2025-02-03T02:00:00Z, got ${text}.`)
  return at
}

/** How much faster than real time waits pass. */
export function speed(text: string): number {
  const value = text === 'max' ? Number.POSITIVE_INFINITY : Number(text)
  if (!(value >= 1)) throw new InvalidArgumentError(`Expected a number of at least 1, or max; got ${text}.`)
  return value
}

const sample = (name: string) => fileURLToPath(new URL(`sample/${name}`, import.meta.url))

/** `--klines`, as every command that plays a market takes it. */
export const klinesOption = (what = 'recorded klines'): Option =>
  new Option('--klines <paths...>', `${what}: files or folders, .csv, .csv.gz or .zip`).default(
    [sample('')],
    'the shipped sample',
  )

/** `--funding`, beside it; resolves folders to their files. */
export const fundingOption = (): Option =>
  new Option('--funding <paths...>', 'recorded funding rates: files or folders, .csv, .csv.gz or .zip')
    .argParser(funding)
    .default([], 'none')

/** `--rules`, as every command that plays a market takes it. */
export const rulesOption = (): Option =>
  new Option(
    '--rules <files...>',
    "Binance's recorded exchangeInfo, leverageBracket and fundingInfo; they override the known rules",
  ).default([], 'none')

/** `--latency`, as every command that runs the stack takes it. */
export const latencyOption = (): Option =>
  new Option('--latency <pace>', 'how long AWS and the exchange take')
    .choices(Object.keys(paces))
    .default('usual' satisfies PaceName)

/** `--rule`, as every command that makes signals takes it. */
export const ruleOption = (purpose: string): Option =>
  new Option('--rule <rule>', `${purpose}: rsi:PERIOD,LOW,HIGH[,INTERVAL], as in rsi:14,30,70,5m`).argParser(
    rule,
  )

/** `--coin`, beside it. */
export const coinOption = (): Option =>
  new Option(
    '--coin <seed>',
    "instead of the rule's signals, as many by tossing a coin, with the same confidences",
  ).argParser(seed)

/** `--sentinel`, like `-c sentinel=true`. */
export const sentinelOption = (): Option =>
  new Option('--sentinel', "run a sentinel, which hears the exchange's streams between two ticks")

/** `--notify`, as every command that runs the stack takes it. The last one counts. */
export const notifyOption = (): Option =>
  new Option('--notify <url>', 'send notifications to a webhook or an ntfy topic').argParser(receiver)

/** `--live`, as every command that runs the stack takes it; it conflicts with options for a recorded market. */
export const liveOption = (contradicts: string[]): Option =>
  new Option('--live', "trade on paper at Binance's public prices of today, until Ctrl-C").conflicts(
    contradicts,
  )

/** Default place of the state of `--live`. */
const usualState = fileURLToPath(new URL('../../.quantum-trader/live', import.meta.url))

/** Beside it: the folder of its state. */
export const stateOption = (): Option =>
  new Option(
    '--state <folder>',
    "with --live: where the run's state is kept; the next start continues it",
  ).default(usualState, '.quantum-trader/live')

/** Beside it: starts afresh. */
export const resetOption = (): Option =>
  new Option('--reset', 'with --live: start afresh; the old state is set aside')

/** Refuses options that need `--live`, in Commander's own words. */
export function refuseWithoutLive(command: Command): void {
  const { live } = command.opts<{ readonly live?: true }>()
  const said = ['state', 'reset'].filter(name => command.getOptionValueSource(name) === 'cli')
  if (live || said.length === 0) return
  command.error(`error: option '--${said[0]}' needs '--live'`)
}

/** What `--signals` names. */
export const signalsIn = 'signals: JSON, one object a line, or .csv with a header'

/** `--columns`, beside it. */
export const columnsOption = (): Option =>
  new Option('--columns <pairs>', 'which .csv column holds which field: timestamp=time,action=side')
    .argParser(columns)
    .default({}, 'by their usual names')

/** Options of a command that plays signals over a market and reports the result. */
export const withMarketAndSignals = (command: Command, klines?: string): Command =>
  command
    .addOption(klinesOption(klines))
    .addOption(fundingOption())
    .addOption(rulesOption())
    .addOption(
      new Option('--signals <file>', `${signalsIn}, in the order they arrive`).default(
        sampleSignalsFile,
        'those of the sample',
      ),
    )
    .addOption(columnsOption())
    .addOption(ruleOption('make the signals from the klines').conflicts('signals'))
    .addOption(coinOption())
    .option('--from <iso>', 'start here in the recording', instant)
    .option('--to <iso>', 'end here', instant)
    .addOption(latencyOption())

const funding = (path: string, before: readonly string[]): readonly string[] => [
  ...before,
  ...orRefused(() => findFundingFiles(path)),
]

const rule = (text: string): RsiRule => orRefused(() => parseRule(text))

/** Parses an argument; an error becomes Commander's own. */
function orRefused<Read>(read: () => Read): Read {
  try {
    return read()
  } catch (problem) {
    throw new InvalidArgumentError(problem instanceof Error ? problem.message : String(problem))
  }
}

function columns(text: string): SignalColumns {
  return Object.fromEntries(
    text.split(',').map(pair => {
      const [field, name] = pair.split('=')
      if (!field || !name)
        throw new InvalidArgumentError(`Expected columns like timestamp=time,action=side; got ${text}.`)
      if (!signalFields.some(each => each === field))
        throw new InvalidArgumentError(`Expected one of ${signalFields.join(', ')} before =, got ${field}.`)
      return [field, name]
    }),
  )
}

function seed(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`Expected a seed, a whole number of at least 0, got ${text}.`)
}

/** Settings of this process's environment with which the stacks are synthesized. */
export const settingsOf = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => /^(QT_|STAGING_MODE$)/.test(entry[0]) && Boolean(entry[1]),
    ),
  )

function receiver(text: string): string | undefined {
  if (text === '') return undefined
  try {
    channelTo(text)
    return text
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}
