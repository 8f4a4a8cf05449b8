import { type AlarmState, stateOf, type Told } from './alarm.ts'
import type { AlarmSpecs } from './alarm-specs.ts'
import type { MetricStore } from './metrics.ts'

/** One change of an alarm's state. */
export interface AlarmChange {
  readonly id: string
  readonly state: AlarmState
  readonly at: number
  /** Topics to notify. */
  readonly actions: readonly string[]
  /** The alarm's text for the operator. */
  readonly says?: string
}

/** The alarms' states, as seen with one delay of metrics. */
export interface AlarmDesk {
  readonly delayMs: number
  readonly changes: readonly AlarmChange[]
  /** ALARM if an alarm whose id contains this is in alarm; throws if there is no such alarm. */
  stateOf(idPart: string): AlarmState
  /** Evaluates the alarms due at that time, a multiple of ten seconds. */
  look(now: number): void
}

export interface AlarmDeskOptions {
  readonly specs: AlarmSpecs
  readonly store: MetricStore
  /** Earlier there is no data to judge by. */
  readonly startedAt: number
  readonly delayMs: number
  readonly morePeriods?: number
  /** Called at each change. */
  readonly onChange?: ((change: AlarmChange) => void) | undefined
}

/** How often CloudWatch evaluates a high-resolution alarm; others once a minute. */
export const lookMs = 10_000

export function createAlarmDesk({ specs, startedAt, onChange, ...seeing }: AlarmDeskOptions): AlarmDesk {
  const states = new Map<string, AlarmState>()
  const changes: AlarmChange[] = []
  const ids = [...specs.alarms, ...specs.composites].map(({ id }) => id)
  const stateNow = (id: string) => states.get(id) ?? 'OK'

  function look(now: number): void {
    const set = ({ id, says, ...told }: Told, state: AlarmState) => {
      if (stateNow(id) === state) return
      states.set(id, state)
      const actions = (state === 'ALARM' ? told.actions : told.okActions) ?? []
      const change = { id, state, at: now, actions, ...(says !== undefined && { says }) }
      changes.push(change)
      onChange?.(change)
    }
    for (const alarm of specs.alarms.filter(({ periodMs }) => isDue(periodMs, now))) {
      // CloudWatch leaves an alarm's state as it is until it has data.
      if (now - alarm.periodMs * alarm.evaluationPeriods < startedAt) continue
      set(alarm, stateOf(alarm, { ...seeing, now }))
    }
    const inAlarm = new Set(specs.alarms.filter(({ id }) => stateNow(id) === 'ALARM').map(({ arn }) => arn))
    for (const composite of specs.composites)
      set(composite, composite.arns.some(arn => inAlarm.has(arn)) ? 'ALARM' : 'OK')
  }

  return {
    delayMs: seeing.delayMs,
    changes,
    look,
    stateOf(idPart) {
      const found = ids.filter(id => id.includes(idPart))
      if (found.length === 0) throw new Error(`expected an alarm ${idPart}, got ${ids.join(', ')}`)
      return found.some(id => stateNow(id) === 'ALARM') ? 'ALARM' : 'OK'
    },
  }
}

const isDue = (periodMs: number, now: number): boolean => periodMs < 60_000 || now % 60_000 === 0
