import { Command } from 'commander'
import { messageOf } from '#strategy/signal.ts'
import { counted } from '../../terminal/counted.ts'
import { coinOption, instant, ruleOption } from '../options.ts'
import { unruledSymbols } from '../rules/ruled-market.ts'
import { type MakeOptions, makeSignals } from './made-signals.ts'
import { filesRead, mustHavePlaces, writePlaced } from './place.ts'

export interface SignalsOptions extends MakeOptions {
  readonly out?: string
}

interface Outputs {
  readonly output: (text: string) => void
  readonly remark: (text: string) => void
}

/** The `npm run signals` command's options and help. */
export function signalsCommand(): Command {
  return new Command('npm run signals --')
    .description(
      'Makes signals from recorded prices by a rule, or as many by tossing a coin; one JSON object per line.',
    )
    .requiredOption(
      '--klines <paths...>',
      'recorded klines or trades: files or folders, .csv, .csv.gz or .zip',
    )
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
}

/** Writes signals to a file or to `output`, and remarks to `remark`. Throws a message for the operator. */
export function writeSignals({ out, ...options }: SignalsOptions, { output, remark }: Outputs): void {
  mustHavePlaces({ out }, filesRead(options))
  const { signals, told } = makeSignals(options)
  const unruled = unruledSymbols(options.klines)
  const lines = signals.map(signal => `${messageOf(signal)}\n`).join('')
  if (out === undefined) output(lines)
  else writePlaced('out', out, lines)
  const written = out === undefined ? '' : ` written to ${out}`
  remark([...unruled, ...told, `${counted(signals.length, 'signal')}${written}.`].join('\n'))
}
