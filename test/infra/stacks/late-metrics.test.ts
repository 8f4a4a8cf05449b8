import { beforeAll, describe, expect, test } from 'vitest'
import { type AlarmSpec, stateOf } from '../../../infra/local/alarms/alarm.ts'
import { createAlarmDesk, lookMs } from '../../../infra/local/alarms/alarm-desk.ts'
import { type AlarmSpecs, readAlarms } from '../../../infra/local/alarms/alarm-specs.ts'
import { createMetricStore, type MetricStore } from '../../../infra/local/alarms/metrics.ts'
import { stackOf, type TemplateJson } from '../../../infra/local/runner/template.ts'
import { synthesize } from './synthesized.ts'

const startedAt = Date.UTC(2025, 1, 3)
const minute = 60_000
const hour = 60 * minute
const delays = [0, 20_000, 60_000]
/** CloudWatch does not say how many periods it reads beyond those that it evaluates. */
const more = [0, 2, 10]

let specs: AlarmSpecs
beforeAll(() => {
  const { data, app } = synthesize()
  const stacks = [
    stackOf('Data', data.toJSON() as TemplateJson),
    stackOf('App', app.toJSON() as TemplateJson),
  ]
  specs = readAlarms(stacks, 'http://127.0.0.1:1')
})

const named = (part: string): AlarmSpec => {
  const [found, ...others] = specs.alarms.filter(({ id }) =>
    new RegExp(`^Alarms${part}[0-9A-F]{8}$`).test(id),
  )
  if (!found || others.length > 0) throw new Error(`expected one alarm ${part}, got ${others.length + 1}`)
  return found
}

const keysOf = ({ metrics }: AlarmSpec) =>
  Object.values(metrics).flatMap(query => ('key' in query ? [query.key] : []))

interface Look {
  readonly at: number
  readonly state: string
}

/** Every evaluation of one alarm until then, by a reader who gets each value so long after it was measured. */
function looks(alarm: AlarmSpec, store: MetricStore, until: number, how: { delayMs: number; more: number }) {
  const alone = { alarms: [alarm], composites: [] }
  const seeing = { delayMs: how.delayMs, morePeriods: how.more }
  const desk = createAlarmDesk({ specs: alone, store, startedAt: startedAt - hour, ...seeing })
  const seen: Look[] = []
  for (let at = startedAt; at <= until; at += lookMs) {
    desk.look(at)
    seen.push({ at, state: desk.stateOf(alarm.id) })
  }
  return seen
}

const first = (seen: readonly Look[], state: string, from: number) =>
  seen.find(look => look.state === state && look.at >= from)?.at ?? Number.POSITIVE_INFINITY

/** Each way in which data can come, for one story. */
function eachWay(alarm: AlarmSpec, store: MetricStore, until: number) {
  return delays.flatMap(delayMs =>
    more.map(periods => ({
      delayMs,
      periods,
      seen: looks(alarm, store, until, { delayMs, more: periods }),
    })),
  )
}

test('every alarm on an event or a gauge goes off in time and clears, at any second and delay', () => {
  const alarms = specs.alarms.filter(({ comparison }) => comparison === 'GreaterThanOrEqualToThreshold')
  expect(alarms.length).toBeGreaterThan(30)
  for (const alarm of alarms) {
    for (const key of keysOf(alarm)) {
      for (const second of [0, 59.9]) {
        const at = startedAt + 2 * minute + second * 1000
        const store = createMetricStore()
        for (let count = 0; count < alarm.datapointsToAlarm; count++)
          store.put(key, at + count * alarm.periodMs, alarm.threshold)
        const last = at + (alarm.datapointsToAlarm - 1) * alarm.periodMs
        const longest = (alarm.evaluationPeriods + Math.max(...more)) * alarm.periodMs
        for (const { delayMs, periods, seen } of eachWay(alarm, store, last + longest + 5 * minute)) {
          const told = [alarm.id, key.name, second, delayMs, periods]
          const fired = first(seen, 'ALARM', at)
          expect([...told, fired - last <= alarm.periodMs + delayMs + minute]).toEqual([...told, true])
          expect([...told, first(seen, 'OK', fired)]).not.toContain(Number.POSITIVE_INFINITY)
          expect([...told, seen.filter(look => look.at < at && look.state !== 'OK')]).toEqual([...told, []])
        }
      }
    }
  }
})

test('a lasting condition is in alarm at every evaluation until it is over', () => {
  const alarm = named('DailyLoss')
  const [key] = keysOf(alarm)
  const store = createMetricStore()
  for (let at = startedAt; at < startedAt + hour; at += 10_000) if (key) store.put(key, at + 500, 1)
  for (const { seen } of eachWay(alarm, store, startedAt + 2 * hour)) {
    const fired = first(seen, 'ALARM', startedAt)
    expect(fired - startedAt).toBeLessThanOrEqual(2 * minute)
    expect(first(seen, 'OK', fired)).toBeGreaterThan(startedAt + hour)
  }
})

test('a gauge alarm that fills gaps and uses one period never goes off if data is 20 s late', () => {
  const { metrics, ...alarm } = named('DailyLoss')
  const [key] = keysOf({ metrics, ...alarm })
  if (!key) throw new Error('expected DailyLoss to have a metric')
  const stuck: AlarmSpec = {
    ...alarm,
    metrics: {
      m0: { key, statistic: 'Sum', periodMs: minute },
      sum: { expression: 'FILL(m0, 0)' },
    },
    result: 'sum',
    evaluationPeriods: 1,
  }
  const store = createMetricStore()
  // Once a minute, in its last seconds.
  for (let at = startedAt + 59_000; at < startedAt + hour; at += minute) store.put(key, at, 1)
  const seen = (delayMs: number) => looks(stuck, store, startedAt + hour, { delayMs, more: 2 })
  expect(seen(0).some(({ state }) => state === 'ALARM')).toBe(true)
  expect(seen(20_000).some(({ state }) => state === 'ALARM')).toBe(false)
})

describe('SilentWatch', () => {
  /** Ticks so far apart for an hour, the last of them at the end. */
  function ticks(apart: number) {
    const store = createMetricStore()
    const [key] = keysOf(named('SilentWatch'))
    const count = Math.floor(hour / apart)
    for (let tick = 0; tick <= count; tick++) if (key) store.put(key, startedAt + tick * apart, 1)
    return { store, last: startedAt + count * apart }
  }

  test.each([
    ['119 s apart, known at once', 119_000, 0],
    ['119 s apart, known 20 s later', 119_000, 20_000],
    ['119 s apart, known 30 s later', 119_000, 30_000],
    ['90.5 s apart, known a minute later', 90_500, 60_000],
    ['10 s apart, known a minute later', 10_000, 60_000],
  ])('stays off while ticks are %s', (_, apart, delayMs) => {
    const { store, last } = ticks(apart)
    const seen = looks(named('SilentWatch'), store, last, { delayMs, more: 10 })
    const settled = seen.filter(({ at }) => at > startedAt + delayMs)
    expect(settled.filter(({ state }) => state === 'ALARM')).toEqual([])
  })

  test.each(delays)('goes off within three minutes of the last tick, and clears, %d ms late', delayMs => {
    const { store, last } = ticks(10_000)
    const again = last + 10 * minute
    const [key] = keysOf(named('SilentWatch'))
    if (key) store.put(key, again, 1)
    const seen = looks(named('SilentWatch'), store, again + 2 * minute, { delayMs, more: 10 })
    expect(first(seen, 'ALARM', startedAt + 3 * minute) - last).toBeLessThanOrEqual(180_000)
    expect(first(seen, 'OK', last + 5 * minute) - again).toBeLessThanOrEqual(delayMs + 2 * lookMs)
  })
})

test('LookNow is on while an alarm below it is', () => {
  const { id, arns, actions } = specs.composites[0] ?? {}
  const below = specs.alarms.filter(({ arn }) => arns?.includes(arn))
  expect(below.length).toBeGreaterThan(10)
  for (const alarm of below.filter(({ comparison }) => comparison === 'GreaterThanOrEqualToThreshold')) {
    const store = createMetricStore()
    const [key] = keysOf(alarm)
    for (let count = 1; count <= alarm.datapointsToAlarm; count++)
      if (key) store.put(key, startedAt + count * alarm.periodMs, alarm.threshold)
    const both = {
      alarms: [alarm],
      composites: [{ id: id ?? '', arns: arns ?? [], actions: actions ?? [] }],
    }
    const desk = createAlarmDesk({ specs: both, store, startedAt: startedAt - hour, delayMs: 60_000 })
    for (let at = startedAt; at < startedAt + hour; at += lookMs) desk.look(at)
    expect(desk.changes.filter(change => change.id === id).map(({ state }) => state)).toEqual(['ALARM', 'OK'])
  }
})

/** CloudWatch's user guide, "How alarm state is evaluated when data is missing": it reads the latest five. */
describe('an alarm is evaluated as in CloudWatch’s tables', () => {
  const key = { namespace: 'N', name: 'M', dimensions: {} }
  const at = startedAt + hour
  const alarm = (datapointsToAlarm: number, treatMissingData: AlarmSpec['treatMissingData']): AlarmSpec => ({
    ...{ id: 'a', arn: 'a', actions: [], result: 'm', periodMs: minute, threshold: 1 },
    metrics: { m: { key, statistic: 'Sum', periodMs: minute } },
    comparison: 'GreaterThanOrEqualToThreshold',
    ...{ evaluationPeriods: 3, datapointsToAlarm, treatMissingData },
  })

  test.each([
    [3, '0 - X - X', 'OK', 'OK'],
    [3, '0 - - - -', 'OK', 'OK'],
    [3, '- - - - -', 'ALARM', 'OK'],
    [3, '0 X X - X', 'ALARM', 'ALARM'],
    [3, '- - - - X', 'ALARM', 'OK'],
    [3, 'X - - - -', 'ALARM', 'OK'],
    [2, '0 - X - X', 'ALARM', 'ALARM'],
    [2, '0 0 X 0 X', 'ALARM', 'ALARM'],
    [2, '0 - X - -', 'ALARM', 'OK'],
    [2, '- - - - 0', 'ALARM', 'OK'],
    [2, '- - - - X', 'ALARM', 'OK'],
  ] as const)('%d of 3, %s: %s where missing data is breaching, else %s', (most, points, breaching, not) => {
    const store = createMetricStore()
    for (const [index, point] of points.split(' ').entries())
      if (point !== '-') store.put(key, at - (5 - index) * minute, point === 'X' ? 1 : 0)
    const seen = { store, now: at, delayMs: 0 }
    expect(stateOf(alarm(most, 'breaching'), seen)).toBe(breaching)
    expect(stateOf(alarm(most, 'notBreaching'), seen)).toBe(not)
  })
})
