import { join } from 'node:path'
import { Command } from 'commander'
import { type PaceName, paces } from '#domain/latency.ts'
import type { RsiRule } from '#strategy/rule.ts'
import { columnsOf } from '../../terminal/columns.ts'
import { forTerminal } from '../../terminal/for-terminal.ts'
import { endWithItsReader } from '../../terminal/reader.ts'
import { wrapped } from '../../terminal/wrapped.ts'
import { createObserver } from '../audit/observed.ts'
import { endProcess, failedCode } from '../failed-code.ts'
import {
  columnsOption,
  instant,
  klinesOption,
  latencyOption,
  liveOption,
  notifyOption,
  refuseWithoutLive,
  resetOption,
  ruleOption,
  rulesOption,
  sentinelOption,
  settingsOf,
  signalsIn,
  speed,
  stateOption,
} from '../options.ts'
import { type PageAsked, pageOptions, servePageBeside } from '../page-beside.ts'
import { Unplayable } from '../play/playable.ts'
import { eventIndent } from '../play/show/event-line.ts'
import { eventLines } from '../play/show/event-lines.ts'
import type { SignalColumns } from '../play/signal-table.ts'
import { Unsynthesized } from './assembly.ts'
import { FileUnusable, usualConnection } from './connection-file.ts'
import { wayIn } from './local-webhook.ts'
import { exportsOf } from './told-exports.ts'

interface Options extends PageAsked {
  readonly klines: readonly string[]
  readonly rules: readonly string[]
  readonly signals?: string
  readonly columns: SignalColumns
  readonly speed: number
  readonly from?: number
  readonly to?: number
  readonly latency: PaceName
  readonly rule?: RsiRule
  readonly sentinel?: true
  readonly notify?: string
  readonly file: string
  readonly live?: true
  readonly state: string
  readonly reset?: true
}

const command = new Command('npm run local --')
  .exitOverride(endProcess)
  .description(
    'Runs the synthesized stack for qt --local until Ctrl-C, over a recorded market or at today’s prices.',
  )
  .addOption(liveOption(['klines', 'rules', 'signals', 'columns', 'speed', 'from', 'to', 'sentinel']))
  .addOption(stateOption())
  .addOption(resetOption())
  .addOption(klinesOption())
  .addOption(rulesOption())
  .option('--signals <file>', `${signalsIn}; each arrives at its time`)
  .addOption(columnsOption())
  .option('--speed <n>', 'how much faster than real time waits pass, or max', speed, 1)
  .option('--from <iso>', 'start here in the recording', instant)
  .option('--to <iso>', 'end here', instant)
  .addOption(ruleOption('make signals for every symbol at each close, as a deployed rule does'))
  .addOption(sentinelOption())
  .addOption(latencyOption())
  .addOption(notifyOption())
  .option('--file <file>', 'file for the connection', usualConnection)
  .addHelpText(
    'after',
    `
Settings are environment variables. If they choose demo or live, that template
runs, and trades with the paper venue over HTTP instead of Binance.

Examples:
  npm run local
  npm run local -- --live --page
  QT_PAPER_TRADING=false STAGING_MODE=true npm run local
  QT_PAPER_TRADING=false STAGING_MODE=true npm run local -- --sentinel
  npm run local -- --rule rsi:7,30,70,1m --speed 60
  npm run local -- --signals infra/local/sample/signals.jsonl --speed 60
  npm run -s qt -- positions --local`,
  )

for (const option of pageOptions()) command.addOption(option)

let isStampTold = false
/** Once: further lines would add nothing. */
function tellStamp(stamp: number, takenAs: number): void {
  if (isStampTold) return
  isStampTold = true
  const [said, taken] = [stamp, takenAs].map(at => new Date(at).toISOString())
  console.log(
    `A signal bears this machine's time, ${said}. It counts as ${taken} in the recorded market; the same goes for later ones.`,
  )
}

/** The `npm run local` command. */
async function main(): Promise<void> {
  refuseWithoutLive(command.parse())
  const { latency, live, state: folder, ...options } = command.opts<Options>()
  if (live) {
    const { liveUntilEnded } = await import('../live/until-ended.ts')
    return liveUntilEnded({ ...options, folder, pace: paces[latency], environment: settingsOf(process.env) })
  }
  let close = async () => {}
  const end = endingOnce(() => close())
  endWithItsReader(() => void end(failedCode))
  const observer = createObserver()
  const linesOf = eventLines()
  const { holdLocalStack } = await import('./hold.ts')
  const held = await holdLocalStack({
    ...options,
    pace: paces[latency],
    webhook: true,
    environment: settingsOf(process.env),
    onProgress: line => console.log(line),
    onStampTaken: tellStamp,
    onLog: (_, line) => {
      const parsed = observer.readLine(line)
      for (const shown of parsed ? linesOf(parsed) : [])
        console.log(wrapped(forTerminal(shown), columnsOf(process.stdout), eventIndent))
    },
  })
  const at = new Date(held.stack.clock.now()).toISOString()
  const { exchange, webhook } = held
  if (exchange)
    console.log(`The stack trades with a stand-in for Binance at ${exchange.url}; nothing reaches Binance.`)
  console.log(`The stack runs, market time ${at}. Ctrl-C ends it.\nConnection: ${join(options.file)}`)
  if (webhook) console.log(wayIn(webhook))
  console.log(`For programs that send signals to its queue:\n${exportsOf(held)}`)
  const stopPage =
    options.page && servePageBeside(options.file, options, line => console.log(forTerminal(line)))
  close = async () => {
    // Its open connections would keep the stack's servers from closing.
    if (stopPage) stopPage()
    await held.close()
  }
  process.once('SIGINT', () => void end(0))
  process.once('SIGTERM', () => void end(0))
  await held.played
  console.log('The recording is over; the last prices stay.')
}

/** Ends this process once, whatever asks for it meanwhile, after closing. */
function endingOnce(close: () => Promise<void>): (code: number) => Promise<never> {
  let ending: Promise<never> | undefined
  return code => {
    ending ??= close().then(() => process.exit(code))
    return ending
  }
}

/** Errors told without a stack trace: the operator can act on them. */
const toldPlainly = [FileUnusable, Unplayable, Unsynthesized]

try {
  await main()
} catch (error) {
  const isPlain = toldPlainly.some(kind => error instanceof kind)
  console.error(isPlain ? forTerminal((error as Error).message) : error)
  process.exitCode = failedCode
}
