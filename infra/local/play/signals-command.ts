import { Command } from 'commander'
import { messageOf } from '#strategy/signal.ts'
import { counted } from '../../terminal/counted.ts'
import { forTerminal } from '../../terminal/for-terminal.ts'
import { endWithItsReader } from '../../terminal/reader.ts'
import { coinOption, instant, ruleOption } from '../options.ts'
import { unruledSymbols } from '../rules/ruled-market.ts'
import { type MakeOptions, makeSignals } from './made-signals.ts'
import { filesRead, mustHavePlaces, writePlaced } from './place.ts'

const command = new Command('npm run signals --')
  .description(
    'Makes signals from recorded prices by a rule, or as many by tossing a coin; one JSON object per line.',
  )
  .requiredOption('--klines <paths...>', 'recorded klines or trades: files or folders, .csv, .csv.gz or .zip')
  .addOption(ruleOption('what makes the signals').makeOptionMandatory())
  .addOption(coinOption())
  .option('--from <iso>', 'first time of signals; the rule also sees earlier candles', instant)
  .option('--to <iso>', 'last time of signals', instant)
  .option('--out <file>', 'file for the signals (default: standard output)')
  .addHelpText(
    'after',
    `
Examples:
  npm run signals -- --klines ETHUSDT-1m-2025-02.zip --rule rsi:14,30,70 --out rsi.jsonl
  npm run signals -- --klines ETHUSDT-1m-2025-02.zip --rule rsi:14,30,70 --coin 1 --out coin.jsonl
  npm start -- --klines ETHUSDT-1m-2025-02.zip --signals rsi.jsonl --speed max

docs/rule.md says what the rule is, and what its confidence means.`,
  )

/** The `npm run signals` command: signals to a file or standard output, remarks to standard error. */
function writeSignals({ out, ...options }: MakeOptions & { readonly out?: string }): void {
  mustHavePlaces({ out }, filesRead(options))
  const { signals, told } = makeSignals(options)
  const unruled = unruledSymbols(options.klines)
  const lines = signals.map(signal => `${messageOf(signal)}\n`).join('')
  if (out === undefined) process.stdout.write(lines)
  else writePlaced('out', out, lines)
  const written = out === undefined ? '' : ` written to ${out}`
  console.error(
    forTerminal([...unruled, ...told, `${counted(signals.length, 'signal')}${written}.`].join('\n')),
  )
}

try {
  endWithItsReader(() => process.exit(1))
  writeSignals(command.parse().opts())
} catch (problem) {
  console.error(forTerminal(problem instanceof Error ? problem.message : String(problem)))
  process.exitCode = 1
}
