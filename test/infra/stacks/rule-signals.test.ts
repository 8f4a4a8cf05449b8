import { describe, expect, test } from 'vitest'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { aRule, functionNamed, paperSaid, resources, synthesize } from './synthesized.ts'

const rule = JSON.parse(aRule)
const { app } = synthesize('paper', paperSaid, { rule: aRule })
const speaker = functionNamed(app, 'rule-signals').Properties
const schedules = (of = app) =>
  resources(of, 'AWS::Scheduler::Schedule')
    .map(({ Properties }) => Properties)
    .filter(({ ScheduleExpression }) => ScheduleExpression.startsWith('cron'))

describe('a chosen rule', () => {
  test('starts in the last minute before each close, knows which, and is given up after a minute', () => {
    const [schedule] = schedules()
    expect(schedule).toMatchObject({
      ScheduleExpression: 'cron(14/15 * * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { Ref: expect.stringMatching(/^RuleSignalsSpeakerFunctionAliaslive/) },
        Input: '{"scheduled":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: {
          Arn: { 'Fn::GetAtt': [expect.stringMatching(/^RuleSignalsMissedStarts/), 'Arn'] },
        },
      },
    })
  })

  test.each([
    ['1m', '* *'],
    ['3m', '2/3 *'],
    ['30m', '29/30 *'],
    ['1h', '59 *'],
    ['2h', '59 1/2'],
    ['4h', '59 3/4'],
    ['1d', '59 23'],
  ])('with candles of %s starts at %s', (interval, fields) => {
    const of = synthesize('paper', {}, { rule: JSON.stringify({ ...rule, interval }) }).app
    expect(schedules(of).map(({ ScheduleExpression }) => ScheduleExpression)).toEqual([
      `cron(${fields} * * ? *)`,
    ])
  })

  test('sends to the signal queue and does nothing else: it has no key, no table and no network of ours', () => {
    const [policy] = resources(app, 'AWS::IAM::Policy').filter(({ Properties }) =>
      Properties.PolicyName.startsWith('RuleSignalsSpeaker'),
    )
    const actions = policy?.Properties.PolicyDocument.Statement.flatMap(
      ({ Action }: { Action: string | string[] }) => Action,
    )
    expect(actions.sort()).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage'])
    const variables = Object.keys(speaker.Environment.Variables)
    expect(variables.filter(name => /_(URL|TABLE|ARN|ID)$/.test(name))).toEqual(['QT_SIGNAL_QUEUE_URL'])
    expect(speaker.Environment.Variables.QT_RULE).toBe(aRule)
    expect(speaker.VpcConfig).toBeUndefined()
  })

  test('does not run again after a failure: its signals would be stale', () => {
    const [config] = resources(app, 'AWS::Lambda::EventInvokeConfig')
    expect(config?.Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 })
  })

  test('has alarms for symbols without a decision, crashes and missed starts, and its requests are counted', () => {
    const alarms = resources(app, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)
    const on = (name: string) => alarms.filter(({ AlarmDescription }) => AlarmDescription.includes(name))
    expect(
      on('#rulefailed')
        .map(({ MetricName }) => MetricName)
        .sort(),
    ).toEqual(['ApproximateNumberOfMessagesVisible', 'Errors', 'RuleFailed'])
    expect(JSON.stringify(on('#requestweight'))).toContain('paper-rule-signals')
  })
})

describe('a rule', () => {
  test('is deployed only if it is chosen', () => {
    const without = synthesize('paper', paperSaid).app
    expect(schedules(without)).toEqual([])
    const names = resources(without, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Description)
    expect(names.filter(name => /rule/.test(name))).toEqual([])
  })

  test.each([
    [{ ...rule, period: 1 }, /-c rule: rsi:1,30,70,15m: expected a period of 2 to 100 candles, got "1"/],
    [{ ...rule, low: 70, high: 30 }, /-c rule: .*expected the low below the high/],
    [{ ...rule, interval: '7m' }, /-c rule: .*expected an interval of 1m, 3m/],
    [{ ...rule, symbols: [] }, /-c rule: expected a rule like .*symbols/],
    [{ ...rule, symbols: ['?'] }, /-c rule: expected a symbol like BTCUSDT, got \?/],
    [{ ...rule, more: 1 }, /-c rule: expected a rule like .*more/],
  ])('that cannot be read is an error: %j', (said, message) => {
    expect(() => readDeployment('paper', {}, { rule: JSON.stringify(said) })).toThrow(message)
  })
})
