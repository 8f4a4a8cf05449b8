import { timing } from '#domain/timing.ts'
import type { Queue } from '#ports/queue.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import { applyRule, decidingCandles } from '#strategy/apply.ts'
import { nameOfInterval } from '#strategy/intervals.ts'
import type { RsiRule } from '#strategy/rule.ts'
import { type MadeSignal, messageOf } from '#strategy/signal.ts'
import { type ClosedContext, closedKlines } from './closed-klines.ts'

export interface RuleContext extends ClosedContext {
  readonly telemetry: Telemetry
  readonly signals: Queue
  readonly symbols: readonly string[]
  readonly rule: RsiRule & { readonly candleMs: number }
}

/**
 * Asks the rule about each symbol once the exchange has settled the close. A symbol that cannot be read is
 * logged and holds up no other. Running it again yields the same signals with the same ids.
 */
export async function speak(context: RuleContext, close: number): Promise<readonly MadeSignal[]> {
  const { clock, symbols, telemetry } = context
  const wait = close + timing.functions.ruleSignals.settled - clock.now()
  if (wait > 0) await clock.sleep(wait)
  const spoken = await Promise.all(
    symbols.map(symbol =>
      speakOf(context, symbol, close).catch((error): readonly MadeSignal[] => {
        telemetry.error('rule-failed', error, { symbol, close: new Date(close).toISOString() })
        telemetry.count('RuleFailed')
        return []
      }),
    ),
  )
  return spoken.flat()
}

async function speakOf(context: RuleContext, symbol: string, close: number): Promise<readonly MadeSignal[]> {
  const { rule, signals, telemetry } = context
  const { candleMs } = rule
  const interval = nameOfInterval(candleMs)
  const candles = await closedKlines(
    context,
    { symbol, interval },
    { candles: decidingCandles(rule), candleMs, close },
  )
  const made = applyRule(rule, { symbol, candleMs, candles }, close).signals
  for (const signal of made) {
    const id = idOf(signal, interval)
    await signals.send(messageOf(signal, id))
    const { action, confidence, meta } = signal
    telemetry.info('rule-spoke', { signalId: id, symbol, action, confidence, rsi: Number(meta.rsi) })
  }
  return made
}

/** A candle closes once, so its close makes one signal, however often it is run. */
const idOf = ({ symbol, at }: MadeSignal, interval: string): string =>
  `${symbol}-${interval}-${new Date(at).toISOString()}`
