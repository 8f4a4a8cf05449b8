import { Command } from 'commander'
import type { PaceName } from '#domain/latency.ts'
import { endProcess } from '../failed-code.ts'
import { pathOption } from '../market/path-option.ts'
import type { PathOrder } from '../market/price-path.ts'
import {
  liveOption,
  notifyOption,
  refuseWithoutLive,
  resetOption,
  sentinelOption,
  speed,
  stateOption,
  withMarketAndSignals,
} from '../options.ts'
import { type PageAsked, pageOptions } from '../page-beside.ts'
import type { PlanOptions } from './plan.ts'

export interface StartOptions extends Omit<PlanOptions, 'environment' | 'path'>, PageAsked {
  readonly path: PathOrder
  readonly speed?: number
  readonly json?: string
  readonly html?: string
  readonly once?: boolean
  readonly breakpoints?: boolean
  readonly notify?: string
  readonly sentinel?: true
  readonly latency: PaceName
  readonly live?: true
  readonly state: string
  readonly reset?: true
}

/** Options that only make sense for a recorded market, or for a run that ends. */
const ofARecording = [
  'klines',
  'funding',
  'signals',
  'columns',
  'coin',
  'from',
  'to',
  'speed',
  'path',
  'once',
  'sentinel',
]
const ofAnEnd = ['breakpoints', 'json', 'html']

/** What this process was asked for. Help and refused options end it. */
export function startAsked(): StartOptions {
  const command = withMarketAndSignals(new Command('npm start --'))
    .exitOverride(endProcess)
    .description('Runs the whole synthesized stack on this machine, over a recorded market.')
    .addOption(liveOption([...ofARecording, ...ofAnEnd]))
    .addOption(stateOption())
    .addOption(resetOption())
    .option(
      '--speed <n>',
      'how much faster than real time waits pass, or max (default: the run takes about 35 s; with a page, 60)',
      speed,
    )
    .addOption(pathOption())
    .addOption(notifyOption())
    .addOption(sentinelOption())
    .option('--once', 'do not also play the other order of high and low')
    .option('--breakpoints', 'never give up on a function that computes long; implies --once')
    .option('--json <file>', 'write the report as JSON')
    .option('--html <file>', 'write the report with charts: one page that opens offline')
    .addHelpText(
      'after',
      `
Settings are environment variables (QT_SL_PCT=0.01 npm start);
docs/settings.md lists them.

Examples:
  npm start
  npm start -- --live
  npm start -- --open
  npm start -- --speed max --once --json report.json
  npm start -- --html report.html
  npm start -- --notify https://ntfy.sh/my-topic-3f9a
  npx node --inspect-wait infra/local/start.ts --breakpoints
  npm start -- --klines ~/klines --signals mine.csv --from 2025-02-03T00:00:00Z
  npm start -- --klines ~/klines --rule rsi:14,30,70 --to 2025-02-01T12:00:00Z`,
    )
  for (const option of pageOptions()) command.addOption(option)
  refuseWithoutLive(command.parse())
  return command.opts()
}
