import { type Candles, type ClosedCandle, merged } from './candles.ts'
import { crossingOf } from './crossing.ts'
import { closesFor, rsiOf } from './rsi.ts'
import { type RsiRule, ruleText } from './rule.ts'
import type { MadeSignal } from './signal.ts'

/** A rule's output for one symbol. */
export interface Applied {
  readonly rule: RsiRule
  readonly symbol: string
  /** Length of the rule's candles in milliseconds, and the number of candles read. */
  readonly candleMs: number
  readonly candles: number
  /** Number of gaps between candles. */
  readonly gaps: number
  /** Closes at which the rule could speak, in milliseconds. */
  readonly closes: readonly number[]
  /** Oldest first. */
  readonly signals: readonly MadeSignal[]
}

/** Candles in a row that the rule needs, at the beginning and after a gap, before the one at which it can speak. */
export const silentCandles = ({ period }: RsiRule): number => closesFor(period)

/** Candles in a row that decide the rule's answer at the last of them; earlier ones make no difference. */
export const decidingCandles = ({ period }: RsiRule): number => closesFor(period) + period

/**
 * The signals of a rule: each at the close of its candle, from nothing after it and nothing before a gap. `from`, in
 * milliseconds, leaves out earlier signals and changes none of the rest: a producer asks from its last close on.
 */
export function applyRule(rule: RsiRule, given: Candles, from = Number.NEGATIVE_INFINITY): Applied {
  const { symbol, candleMs, candles: all } = merged(given, rule.candleMs ?? given.candleMs)
  const candles = all.filter(({ openTime }) => openTime >= from - decidingCandles(rule) * candleMs)
  const said = ruleText({ ...rule, candleMs })
  const rsis = rsisOf(rule, candleMs, candles)
  const closes: number[] = []
  const signals: MadeSignal[] = []
  for (const [index, { openTime }] of candles.entries()) {
    const at = openTime + candleMs
    const rsi = rsis[index]
    const before = unbroken(rsis.slice(Math.max(0, index - rule.period), index))
    if (at < from || rsi === undefined || before.length === 0) continue
    closes.push(at)
    const crossing = crossingOf(rule, before, rsi)
    if (!crossing) continue
    const { action, confidence, extreme } = crossing
    const meta = { rule: said, rsi: rounded(rsi), extreme: rounded(extreme) }
    signals.push({ symbol, action, confidence, source: 'rule_fallback_rsi', at, meta })
  }
  const gaps = candles.filter((_, index) => index > 0 && !follows(candles, index, candleMs)).length
  return { rule, symbol, candleMs, candles: candles.length, gaps, closes, signals }
}

/** The RSI at each candle that has one. */
function rsisOf(
  { period }: RsiRule,
  candleMs: number,
  candles: readonly ClosedCandle[],
): readonly (number | undefined)[] {
  const closes = candles.map(({ close }) => close)
  let unbrokenSince = 0
  return closes.map((_, index) => {
    if (!follows(candles, index, candleMs)) unbrokenSince = index
    const since = Math.max(unbrokenSince, index + 1 - closesFor(period))
    return rsiOf(closes.slice(since, index + 1), period)
  })
}

const follows = (candles: readonly ClosedCandle[], index: number, candleMs: number): boolean =>
  candles[index]?.openTime === (candles[index - 1]?.openTime ?? Number.NaN) + candleMs

/** The last values without a gap, up to a number. */
const unbroken = (values: readonly (number | undefined)[]): readonly number[] =>
  values.slice(values.lastIndexOf(undefined) + 1).filter(value => value !== undefined)

const rounded = (value: number): number => Number(value.toFixed(2))
