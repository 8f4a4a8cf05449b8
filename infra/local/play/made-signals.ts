import { type Applied, applyRule, silentCandles } from '#strategy/apply.ts'
import { tossCoin } from '#strategy/coin.ts'
import { nameOfInterval } from '#strategy/intervals.ts'
import { type RsiRule, ruleText } from '#strategy/rule.ts'
import type { MadeSignal } from '#strategy/signal.ts'
import { counted } from '../../terminal/counted.ts'
import { readCloses } from '../market/closes.ts'

export interface MakeOptions {
  readonly klines: readonly string[]
  readonly rule: RsiRule
  /** Seed of the coin that replaces the rule. */
  readonly coin?: number
  /** Signals start here, in milliseconds; the rule also sees earlier candles. */
  readonly from?: number
  readonly to?: number
}

/** Signals of all symbols in the order they are due, and remarks for the operator, one per line. */
export interface Made {
  readonly signals: readonly MadeSignal[]
  readonly told: readonly string[]
}

/** Makes signals from recorded prices. Throws with file and line on data that are not in order. */
export function makeSignals({ klines, rule, coin, from, to = Number.POSITIVE_INFINITY }: MakeOptions): Made {
  const all = readCloses(klines, to).map(each => applyRule(rule, each, from))
  const signals = all
    .flatMap(each => (coin === undefined ? each.signals : tossCoin(each, coin)))
    .sort((a, b) => a.at - b.at || (a.symbol < b.symbol ? -1 : 1))
  const told = all.flatMap(toldOf)
  return {
    signals,
    told:
      coin === undefined
        ? told
        : [...told, `Instead of its signals, as many coin tosses, with seed ${coin}.`],
  }
}

function toldOf({ rule, symbol, candles, candleMs, gaps, signals, closes }: Applied): readonly string[] {
  const sides = (action: MadeSignal['action']) => signals.filter(each => each.action === action).length
  const spoken = [
    `${symbol}: ${ruleText(rule)} gives ${counted(signals.length, 'signal')}`,
    `(${sides('BUY')} BUY, ${sides('SELL')} SELL); it could have spoken after ${closes.length.toLocaleString('en-US')}`,
    `of ${counted(candles, 'candle')} of ${nameOfInterval(candleMs)}`,
  ].join(' ')
  const silent = `${silentCandles(rule)} candles in a row`
  const reasons = [
    closes.length === 0 && `  It needs ${silent} before its first signal.`,
    gaps > 0 && `  After each of ${counted(gaps, 'gap')} it makes no signal for ${silent}.`,
  ]
  return [spoken, ...reasons.filter(reason => reason !== false)]
}
