import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError, Option } from 'commander'
import { pathOrders } from '#paper/market/price-path.ts'
import { ConfigurationError } from '#runtime/configuration.ts'
import { netOf } from './judge/report.ts'
import { otherPathNet } from './play/other-path.ts'
import { type PlayOptions, play } from './play/play.ts'
import { createScreen } from './show/screen.ts'
import { summary } from './show/summary.ts'

const sample = (name: string) => fileURLToPath(new URL(`sample/${name}`, import.meta.url))

const instant = (text: string): number => {
  const at = Date.parse(text)
  if (Number.isNaN(at))
    throw new InvalidArgumentError(`Expected a time like 2025-02-03T02:00:00Z, came ${text}.`)
  return at
}
const speed = (text: string): number => {
  const value = text === 'max' ? Number.POSITIVE_INFINITY : Number(text)
  if (!(value >= 1)) throw new InvalidArgumentError(`Expected a number from 1 on, or max; came ${text}.`)
  return value
}

type Options = Omit<PlayOptions, 'environment' | 'screen'> & {
  readonly json?: string
  readonly once?: boolean
}

const command = new Command('npm start --')
  .description('Runs the whole synthesized stack on this machine, over a recorded market.')
  .option('--klines <paths...>', 'recorded klines: files or folders, .csv, .csv.gz or .zip', [sample('')])
  .option('--funding <paths...>', 'recorded funding rates (.csv)', [])
  .option(
    '--signals <file>',
    'signals, one JSON object a line, in the order they arrive',
    sample('signals.jsonl'),
  )
  .option('--speed <n>', 'how much faster than real time waits pass, or max', speed, 60)
  .option('--from <iso>', 'start here in the recording', instant)
  .option('--to <iso>', 'end here', instant)
  .addOption(
    new Option('--path <order>', 'order of high and low inside a candle')
      .choices(pathOrders)
      .default('against-first'),
  )
  .option('--once', 'do not play the other order of high and low beside it')
  .option('--json <file>', 'write the report there')
  .addHelpText(
    'after',
    `
Settings are environment variables (QT_DEFAULT_LEVERAGE=10 npm start); the README lists them.

Examples:
  npm start
  npm start -- --speed max --once --json report.json
  npm start -- --klines ~/klines/ETHUSDT-1m-2025-02.zip --signals mine.jsonl --from 2025-02-03T00:00:00Z`,
  )

/** The `npm start` command. Exits 0 only if every promise held. */
async function main(): Promise<void> {
  const { json, once = false, ...options } = command.parse().opts<Options>()
  const screen = createScreen(process.stdout)
  const other = once ? undefined : otherPathNet(process.argv.slice(2), options.path)
  try {
    const { report, breaches } = await play({ ...options, environment: settingsOf(process.env), screen })
    if (json) writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`)
    if (other) screen.note('Waiting for the same market under the other order of high and low …')
    const played = { path: options.path, net: netOf(report) }
    screen.end(summary(report, breaches, { played, other: await other?.result }))
    process.exitCode = Object.values(report.promises).every(Boolean) ? 0 : 1
  } finally {
    other?.stop()
  }
}

const settingsOf = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => /^(QT_|STAGING_MODE$)/.test(entry[0]) && Boolean(entry[1]),
    ),
  )

try {
  await main()
} catch (error) {
  const expected = error instanceof ConfigurationError
  console.error(expected ? error.message : error)
  process.exitCode = 2
}
