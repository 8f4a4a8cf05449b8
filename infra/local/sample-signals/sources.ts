import { fileURLToPath } from 'node:url'
import { parseRule } from '#strategy/rule.ts'
import { messageOf } from '#strategy/signal.ts'
import { makeSignals } from '../play/made-signals.ts'

/** One signal of the sample, and when it is stamped, in milliseconds. */
export interface SampleLine {
  readonly body: string
  readonly at: number
}

/** The two hours that are played. */
export const [samplePlays, sampleEnds] = [
  Date.parse('2025-02-03T00:50:00Z'),
  Date.parse('2025-02-03T02:50:00Z'),
] as const

/** What a rule needs to have seen before it speaks, and what is played. */
const klines = ['.', '../sample'].map(folder => fileURLToPath(new URL(folder, import.meta.url)))

/**
 * The rules have the usual parameters and the coin the first seed there is. Which of them speak, and at which leverage, was
 * chosen on these two hours so that many verdicts are seen, whatever they earn: at 3x the stop is 0.67 % of the price
 * away; at the default of 30x most entries here would be refused as too tight.
 */
const leverage = 3
const sources = [
  { source: 'rsi-14', rule: parseRule('rsi:14,30,70,5m') },
  { source: 'rsi-7', rule: parseRule('rsi:7,30,70,1m') },
  { source: 'coin', rule: parseRule('rsi:7,30,70,1m'), coin: 1 },
] as const

/** What the shipped rule says at each close, from prices before it alone, and a coin as often. Oldest first. */
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
