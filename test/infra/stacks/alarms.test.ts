import { describe, expect, test } from 'vitest'
import { paperSaid, resources, synthesize } from './synthesized.ts'

const { app } = synthesize('paper', paperSaid)

describe('the alarms', () => {
  const alarms = resources(app, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)

  test('mail the named person', () => {
    app.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'desk@example.com' })
    expect(alarms.every(alarm => alarm.AlarmActions.length === 1)).toBe(true)
    synthesize().app.resourceCountIs('AWS::SNS::Subscription', 0)
  })

  test('treat a silent watch as a failure', () => {
    const [silent] = alarms.filter(({ Metrics = [] }) =>
      JSON.stringify(Metrics).includes('"MetricName":"Tick"'),
    )
    expect(silent).toMatchObject({ ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' })
    const [result, tick] = silent?.Metrics ?? []
    expect(result.Expression).toBe('FILL(m0, 0)')
    expect(tick.MetricStat.Metric.Dimensions).toEqual([{ Name: 'service', Value: 'paper-survey' }])
    // The period of the last tick, the empty ones, and the time of an evaluation.
    const { Period } = tick.MetricStat
    expect(Period + Period * silent?.EvaluationPeriods + 10).toBeLessThanOrEqual(180)
    // Looks with no open position may be 119 s apart and reported 30 s later: that is no silence.
    expect(Period * silent?.EvaluationPeriods).toBeGreaterThanOrEqual(119 + 30 + Period)
    expect(silent?.DatapointsToAlarm).toBe(silent?.EvaluationPeriods)
  })

  test('fill no gaps and use one metric each, except for silence and the sum of weights', () => {
    const computed = alarms.filter(({ Metrics }) => Metrics)
    const named = computed.map(({ Metrics, AlarmDescription }) => [
      AlarmDescription.split('#')[1],
      Metrics.find((query: { Expression?: string }) => query.Expression).Expression,
    ])
    expect(Object.fromEntries(named)).toEqual({
      requestweight: 'm0 + m1 + m2 + m3',
      silentwatch: 'FILL(m0, 0)',
    })
  })

  test('go off after one period for single events, after more only for lasting conditions', () => {
    const byMore = alarms.filter(({ DatapointsToAlarm }) => DatapointsToAlarm !== 1)
    expect(byMore.map(({ AlarmDescription }) => AlarmDescription.split('#')[1]).sort()).toEqual([
      'concurrencyshort',
      'lookfailed',
      'silentwatch',
    ])
    for (const { EvaluationPeriods } of alarms) expect(EvaluationPeriods).toBeGreaterThan(1)
  })

  test('go off at four fifths of the account’s concurrency', () => {
    const threshold = (choices: object) =>
      resources(synthesize('paper', {}, choices).app, 'AWS::CloudWatch::Alarm').find(
        ({ Properties }) => Properties.MetricName === 'ConcurrentExecutions',
      )?.Properties.Threshold
    expect([threshold({}), threshold({ quota: '10' })]).toEqual([800, 8])
  })

  test('watch forced closes, failed closes, the state machine and every queue of dead letters', () => {
    const text = JSON.stringify(alarms)
    for (const metric of [
      'EmergencyClose',
      'CloseFailed',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
      'ExecutionThrottled',
    ]) {
      expect(text).toContain(`"${metric}"`)
    }
    expect(text.match(/"ApproximateNumberOfMessagesVisible"/g)).toHaveLength(4)
  })
})
