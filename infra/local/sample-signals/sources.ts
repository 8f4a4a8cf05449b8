import { fileURLToPath } from 'node:url'
import { parseRule } from '#strategy/rule.ts'
import { messageOf } from '#strategy/signal.ts'
import { makeSignals } from '../play/made-signals.ts'

/** One signal of the sample and its timestamp, in milliseconds. */
export interface SampleLine {
  readonly body: string
  readonly at: number
}

/** The two hours of the sample. */
export const [samplePlays, sampleEnds] = [
  Date.parse('2025-02-03T00:50:00Z'),
  Date.parse('2025-02-03T02:50:00Z'),
] as const

/** The history that a rule needs, and the played time. */
const klines = ['.', '../sample'].map(folder => fileURLToPath(new URL(folder, import.meta.url)))

/**
 * The rules have the usual parameters, and the coin has the first seed. The choice of rules and leverage was made on
 * these two hours to show many verdicts, whatever they earn: at 3x the stop is 0.67 % of the price away; at the
 * default of 30x most entries here would be rejected as too tight.
 */
const leverage = 3
const sources = [
  { source: 'rsi-14', rule: parseRule('rsi:14,30,70,5m') },
  { source: 'rsi-7', rule: parseRule('rsi:7,30,70,1m') },
  { source: 'coin', rule: parseRule('rsi:7,30,70,1m'), coin: 1 },
] as const

/** The shipped rule's signals at each close, from earlier prices only, and as many by a coin. Oldest first. */
export const fromPastPrices = (): readonly SampleLine[] =>
  sources
    .flatMap(({ source, ...by }) =>
      makeSignals({ klines, ...by, from: samplePlays, to: sampleEnds }).signals.map(signal => ({
        body: withLeverage(messageOf({ ...signal, source })),
        at: signal.at,
      })),
    )
    .sort((a, b) => a.at - b.at)

function withLeverage(message: string): string {
  const { meta, ...said } = JSON.parse(message)
  return JSON.stringify({ ...said, leverage, meta })
}
