import { statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { type Applied, applyRule, silentCandles } from '#strategy/apply.ts'
import { tossCoin } from '#strategy/coin.ts'
import { nameOfInterval } from '#strategy/intervals.ts'
import { parseRule, type RsiRule, ruleText } from '#strategy/rule.ts'
import { type MadeSignal, messageOf } from '#strategy/signal.ts'
import { forTerminal } from '../terminal/for-terminal.ts'
import { endWithItsReader } from '../terminal/reader.ts'
import { readCloses } from './market/closes.ts'
import { instant } from './options.ts'

interface Options {
  readonly klines: readonly string[]
  readonly rule: RsiRule
  readonly coin?: number
  readonly from?: number
  readonly to?: number
  readonly out?: string
}

const rule = (text: string): RsiRule => {
  try {
    return parseRule(text)
  } catch (problem) {
    throw new InvalidArgumentError(problem instanceof Error ? problem.message : String(problem))
  }
}
const seed = (text: string): number => {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`Expected a whole number from 0 on, got ${text}.`)
}

const command = new Command('npm run signals --')
  .description('Makes signals from recorded prices by a rule, or by a coin as often, one JSON object a line.')
  .requiredOption('--klines <paths...>', 'recorded klines or trades: files or folders, .csv, .csv.gz or .zip')
  .requiredOption('--rule <rule>', 'rsi:PERIOD,LOW,HIGH and perhaps ,INTERVAL, as in rsi:14,30,70,5m', rule)
  .option('--coin <seed>', 'toss a coin as often as the rule speaks, with its confidences', seed)
  .option('--from <iso>', 'signals from here on; what is before still counts for the rule', instant)
  .option('--to <iso>', 'signals until here', instant)
  .option('--out <file>', 'write the signals there (default: the output)')
  .addHelpText(
    'after',
    `
Examples:
  npm run signals -- --klines ETHUSDT-1m-2025-02.zip --rule rsi:14,30,70 --out rsi.jsonl
  npm run signals -- --klines ETHUSDT-1m-2025-02.zip --rule rsi:14,30,70 --coin 1 --out coin.jsonl
  npm start -- --klines ETHUSDT-1m-2025-02.zip --signals rsi.jsonl --speed max

docs/rule.md says what the rule is, and what its confidence means.`,
  )

/** The `npm run signals` command. */
function makeSignals({ klines, rule, coin, from, to, out }: Options): void {
  if (out !== undefined && !statSync(dirname(out), { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`--out ${out}: there is no folder ${dirname(out)}.`)
  const all = readCloses(klines, to ?? Number.POSITIVE_INFINITY).map(each => applyRule(rule, each, from))
  const signals = all
    .flatMap(each => (coin === undefined ? each.signals : tossCoin(each, coin)))
    .sort((a, b) => a.at - b.at || (a.symbol < b.symbol ? -1 : 1))
  const lines = signals.map(signal => `${messageOf(signal)}\n`).join('')
  if (out === undefined) process.stdout.write(lines)
  else writeFileSync(out, lines)
  for (const each of all) console.error(told(each))
  if (coin !== undefined) console.error(`The signals are a coin's, tossed as often, with seed ${coin}.`)
  console.error(
    `${count(signals.length, 'signal')}${out === undefined ? '' : ` written to ${forTerminal(out)}`}.`,
  )
}

function told({ rule, symbol, candles, candleMs, gaps, signals, closes }: Applied): string {
  const sides = (action: MadeSignal['action']) => signals.filter(each => each.action === action).length
  const parts = [
    `${symbol}: ${ruleText(rule)} speaks ${count(signals.length, 'time')}`,
    `(${sides('BUY')} BUY, ${sides('SELL')} SELL) at ${count(closes.length, 'close')}`,
    `of ${count(candles, 'candle')} of ${nameOfInterval(candleMs)}`,
  ]
  const silent = `${silentCandles(rule)} candles in a row`
  const reasons = [
    closes.length === 0 && `it needs ${silent} before it can speak`,
    gaps > 0 && `after each of ${count(gaps, 'gap')} it is silent for ${silent}`,
  ].filter(reason => reason !== false)
  return [parts.join(' '), ...reasons].join('; ')
}

const count = (number: number, of: string): string =>
  `${number.toLocaleString('en-US')} ${of}${number === 1 ? '' : 's'}`

try {
  endWithItsReader(() => process.exit(1))
  makeSignals(command.parse().opts<Options>())
} catch (problem) {
  console.error(forTerminal(problem instanceof Error ? problem.message : String(problem)))
  process.exitCode = 1
}
