import { publicKlines } from '#binance/public-klines.ts'
import type { Fetch } from '#binance/transport.ts'
import type { Clock } from '#ports/clock.ts'
import type { Klines } from '#ports/klines.ts'
import { parseRule } from '#strategy/rule.ts'
import { type RuleContext, speak } from '../../functions/rule-signals/speak.ts'
import { recordingTelemetry } from '../in-process/recording-telemetry.ts'

/** Time that passes only while a function waits. */
export function aClock(startAt: number): Clock & { set(now: number): void } {
  let now = startAt
  return {
    now: () => now,
    sleep: async ms => {
      now += ms
    },
    set: at => {
      now = at
    },
  }
}

export const ruleOf = (text: string): RuleContext['rule'] => {
  const { candleMs, ...rule } = parseRule(text)
  if (candleMs === undefined) throw new Error(`Expected a rule with an interval, got ${text}`)
  return { ...rule, candleMs }
}

/** Binance's klines as a venue requests them, answered by the test. */
export const klinesBy = (clock: Clock, fetch: Fetch, venue: 'live' | 'demo' | 'paper' = 'live'): Klines =>
  publicKlines({ venue, clock, timeoutMs: 3_000, fetch })

export interface SpeakerOptions {
  readonly clock: Clock
  readonly fetch: Fetch
  readonly symbols: readonly string[]
  readonly rule: string
}

/** The use case with a queue that the test reads. */
export function aSpeaker({ clock, fetch, symbols, rule }: SpeakerOptions) {
  const told = recordingTelemetry()
  const sent: string[] = []
  const signals = {
    send: async (body: unknown) => {
      sent.push(String(body))
    },
  }
  const context: RuleContext = {
    ...{ clock, telemetry: told.telemetry, signals, symbols, rule: ruleOf(rule) },
    klines: klinesBy(clock, fetch),
  }
  return { told, sent, context, speak: (close: number) => speak(context, close) }
}
