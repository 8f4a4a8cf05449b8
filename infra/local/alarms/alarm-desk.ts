import { type AlarmState, stateOf, type Told } from './alarm.ts'
import type { AlarmSpecs } from './alarm-specs.ts'
import type { MetricStore } from './metrics.ts'

/** One change of an alarm's state. */
export interface AlarmChange {
  readonly id: string
  readonly state: AlarmState
  readonly at: number
  /** Topics that are told. */
  readonly actions: readonly string[]
  /** What the alarm says to the operator. */
  readonly says?: string
}

/** Where the alarms stand for one who has each value so long after it was measured. */
export interface AlarmDesk {
  readonly delayMs: number
  readonly changes: readonly AlarmChange[]
  /** ALARM where one of the alarms whose id has this in it is in alarm; throws where there is none. */
  stateOf(idPart: string): AlarmState
  /** Evaluates what is due at that time, a multiple of ten seconds. */
  look(now: number): void
}

export interface AlarmDeskOptions {
  readonly specs: AlarmSpecs
  readonly store: MetricStore
  /** Before that there is no data to judge by. */
  readonly startedAt: number
  readonly delayMs: number
  readonly morePeriods?: number
  /** Told each change. */
  readonly onChange?: ((change: AlarmChange) => void) | undefined
}

/** How often CloudWatch looks at an alarm of high resolution; at the others once a minute. */
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
      // CloudWatch leaves an alarm where it is while it has no data to judge it by.
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
