import { excerpt } from '#domain/printable.ts'
import { intervalNames, intervalOf, nameOfInterval } from './intervals.ts'

/** Buys when the RSI of closed candles comes back above `low`, sells when it comes back below `high`. */
export interface RsiRule {
  /** In candles. */
  readonly period: number
  readonly low: number
  readonly high: number
  /** Length of the candles in milliseconds; absent: that of the klines given to the rule. */
  readonly candleMs?: number
}

/**
 * With fewer than two candles there is nothing to average. With more than the most, one RSI's klines exceed one answer
 * of Binance.
 */
const [leastPeriod, mostPeriod] = [2, 100]
const form = 'rsi:PERIOD,LOW,HIGH or rsi:PERIOD,LOW,HIGH,INTERVAL, as in rsi:14,30,70,5m'

/** Reads `rsi:14,30,70` or `rsi:14,30,70,5m`. Throws with every problem. */
export function parseRule(text: string): RsiRule {
  const [, inner] = /^\s*rsi:(.*)$/i.exec(text) ?? []
  const parts = inner?.split(',').map(part => part.trim()) ?? []
  if (parts.length !== 3 && parts.length !== 4)
    throw new Error(`Expected a rule like ${form}, got "${excerpt(text, 80)}".`)
  const [period = '', low = '', high = '', interval] = parts
  const candleMs = interval === undefined ? undefined : intervalOf(interval)
  const rule = { period: numberIn(period), low: numberIn(low), high: numberIn(high) }
  const isOpen = (level: number) => level > 0 && level < 100
  const problems = [
    !(Number.isInteger(rule.period) && rule.period >= leastPeriod && rule.period <= mostPeriod) &&
      `expected a period of ${leastPeriod} to ${mostPeriod} candles, got "${excerpt(period, 20)}"`,
    !isOpen(rule.low) && `expected a low between 0 and 100, got "${excerpt(low, 20)}"`,
    !isOpen(rule.high) && `expected a high between 0 and 100, got "${excerpt(high, 20)}"`,
    rule.low >= rule.high && `expected the low below the high, got ${rule.low} and ${rule.high}`,
    interval !== undefined &&
      candleMs === undefined &&
      `expected an interval of ${intervalNames.join(', ')}, got "${excerpt(interval, 20)}"`,
  ].filter(problem => problem !== false)
  if (problems.length > 0)
    throw new Error(`${excerpt(text, 80)}: ${problems.join('; ')}. Write it as ${form}.`)
  return { ...rule, ...(candleMs !== undefined && { candleMs }) }
}

/** The inverse of `parseRule`. */
export function ruleText({ period, low, high, candleMs }: RsiRule): string {
  return `rsi:${[period, low, high, ...(candleMs === undefined ? [] : [nameOfInterval(candleMs)])].join(',')}`
}

const numberIn = (text: string): number => (/^\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN)
