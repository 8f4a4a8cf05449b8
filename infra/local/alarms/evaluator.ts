import type { MarketClock } from '../runner/clock.ts'
import { type AlarmSpec, type AlarmState, stateOf } from './alarm.ts'
import type { AlarmSpecs } from './alarm-specs.ts'
import type { MetricStore } from './metrics.ts'

/** One change of an alarm's state. */
export interface AlarmChange {
  readonly id: string
  readonly state: AlarmState
  readonly at: number
  /** Topics that are told. */
  readonly actions: readonly string[]
}

export interface AlarmEvaluator {
  readonly changes: readonly AlarmChange[]
  stateOf(idPart: string): AlarmState
  ids(): readonly string[]
  close(): void
}

export interface EvaluatorOptions {
  readonly specs: AlarmSpecs
  readonly store: MetricStore
  readonly clock: MarketClock
  /** Measures what AWS itself would, before each evaluation. */
  readonly sample: (now: number) => Promise<void>
}

/** How often CloudWatch looks at an alarm of high resolution; at the others once a minute. */
const lookMs = 10_000

/** Evaluates every alarm of the templates as the market's time goes by. */
export function startAlarmEvaluator({ specs, store, clock, sample }: EvaluatorOptions): AlarmEvaluator {
  const states = new Map<string, AlarmState>()
  const changes: AlarmChange[] = []
  const startedAt = clock.now()
  let cancel = () => {}
  let closed = false

  function set(id: string, state: AlarmState, actions: readonly string[]): void {
    if ((states.get(id) ?? 'OK') !== state) changes.push({ id, state, at: clock.now(), actions })
    states.set(id, state)
  }

  function look(now: number): void {
    for (const alarm of specs.alarms.filter(({ periodMs }) => isDue(periodMs, now))) {
      // Before that there is no data to judge by: CloudWatch leaves the alarm where it is.
      if (now - alarm.periodMs * alarm.evaluationPeriods < startedAt) continue
      set(alarm.id, stateOf(alarm, store, now, states.get(alarm.id) ?? 'OK'), alarm.actions)
    }
    const inAlarm = new Set(specs.alarms.filter(({ id }) => states.get(id) === 'ALARM').map(({ arn }) => arn))
    for (const { id, arns, actions } of specs.composites)
      set(id, arns.some(arn => inAlarm.has(arn)) ? 'ALARM' : 'OK', actions)
  }

  async function measureAndLook(now: number): Promise<void> {
    try {
      await sample(now)
    } catch (error) {
      // The services go away under a evaluator that is closed.
      if (closed) return
      throw error
    }
    look(now)
    plan()
  }

  function plan(): void {
    const next = (Math.floor(clock.now() / lookMs) + 1) * lookMs
    cancel = clock.at(next, () => {
      const release = clock.hold()
      void measureAndLook(next).finally(release)
    })
  }
  plan()

  const all: readonly { readonly id: string }[] = [...specs.alarms, ...specs.composites]
  return {
    changes,
    ids: () => all.map(({ id }) => id),
    stateOf(idPart) {
      const found = all.filter(({ id }) => id.includes(idPart))
      const [only] = found
      if (!only || found.length > 1)
        throw new Error(
          `expected one alarm ${idPart}, found ${found.map(({ id }) => id).join(', ') || 'none'}`,
        )
      return states.get(only.id) ?? 'OK'
    },
    close() {
      closed = true
      cancel()
    },
  }
}

const isDue = (periodMs: AlarmSpec['periodMs'], now: number): boolean =>
  periodMs < 60_000 || now % 60_000 === 0
