import type { MarketClock } from '../runner/clock.ts'
import { type AlarmChange, type AlarmDesk, createAlarmDesk, lookMs } from './alarm-desk.ts'
import type { AlarmSpecs } from './alarm-specs.ts'
import type { MetricStore } from './metrics.ts'

/** Usual delay until CloudWatch has a value. */
export const metricsLateMs = 30_000

export interface AlarmEvaluator {
  /** One per delay. */
  readonly desks: readonly AlarmDesk[]
  ids(): readonly string[]
  close(): void
}

export interface EvaluatorOptions {
  readonly specs: AlarmSpecs
  readonly store: MetricStore
  readonly clock: MarketClock
  /** Delays of metrics, in milliseconds; the alarms are evaluated for each. */
  readonly delaysMs: readonly number[]
  /** Measures what AWS itself would measure, before each evaluation. */
  readonly sample: (now: number) => Promise<void>
  /** Called at each change, as seen with the first of the delays. */
  readonly onChange?: ((change: AlarmChange) => void) | undefined
}

/** Evaluates every alarm of the templates as market time passes. */
export function startAlarmEvaluator({
  specs,
  store,
  clock,
  delaysMs,
  sample,
  onChange,
}: EvaluatorOptions): AlarmEvaluator {
  const startedAt = clock.now()
  const desks = delaysMs.map((delayMs, index) =>
    createAlarmDesk({ specs, store, startedAt, delayMs, ...(index === 0 && { onChange }) }),
  )
  let cancel = () => {}
  let closed = false

  async function measureAndLook(now: number): Promise<void> {
    try {
      await sample(now)
    } catch (error) {
      // A closed evaluator's services are gone.
      if (closed) return
      throw error
    }
    for (const desk of desks) desk.look(now)
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

  return {
    desks,
    ids: () => [...specs.alarms, ...specs.composites].map(({ id }) => id),
    close() {
      closed = true
      cancel()
    },
  }
}
