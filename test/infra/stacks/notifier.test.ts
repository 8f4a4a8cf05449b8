import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { allKinds } from '#notifications/kinds.ts'
import { anyOf, readFilter } from '../../../infra/local/runner/streams/filter-pattern.ts'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { functionNamed, paperSaid, resources, someChannels, synthesize } from './synthesized.ts'

const { app, data } = synthesize('paper', paperSaid, { notify: someChannels })
const without = synthesize('paper', paperSaid)

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
type Json = any

const mappings = resources(app, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties)
const changes = mappings.find(({ FilterCriteria }) => FilterCriteria)

/** What a function’s role may do, and to what. */
function rightsOf(begins: string) {
  const policies = resources(app, 'AWS::IAM::Policy').filter(({ Properties }) =>
    Properties.PolicyName.startsWith(begins),
  )
  expect(
    policies.map(({ Properties }) => Properties.PolicyName),
    begins,
  ).toHaveLength(1)
  const statements: Json[] = policies[0]?.Properties.PolicyDocument.Statement
  return statements.flatMap(({ Action }) => Action).sort()
}

describe('channels', () => {
  test('add a stream to the table in place, and change nothing else that is kept', () => {
    const [before, after] = [without.data, data].map(template => template.toJSON().Resources)
    const tables = Object.keys(before).filter(id => before[id].Type === 'AWS::DynamoDB::GlobalTable')
    for (const id of tables) {
      const { StreamSpecification, ...same } = after[id].Properties
      expect(same).toEqual(before[id].Properties)
      expect(StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' })
    }
    const rest = (of: Json) => Object.fromEntries(Object.entries(of).filter(([id]) => !tables.includes(id)))
    expect([tables.length, rest(after)]).toEqual([1, rest(before)])
  })

  test('leave every trading function, its role and its queue unchanged', () => {
    const trades = /^(Closing|Watch|Entry|SignalIntake)/
    const own = (template: Template) =>
      Object.fromEntries(
        Object.entries(template.toJSON().Resources as Json).filter(([id]) => trades.test(id)),
      )
    expect(Object.keys(own(app)).length).toBeGreaterThan(30)
    expect(own(app)).toEqual(own(without.app))
  })

  test('receive changes of the table, except leases, holds, symbols and the paper venue', () => {
    expect(changes).toMatchObject({
      StartingPosition: 'LATEST',
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRecordAgeInSeconds: 21_600,
      MaximumRetryAttempts: 100,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^NotifierDiscards/), 'Arn'] } },
      },
    })
    const filters = changes.FilterCriteria.Filters.map(({ Pattern }: Json) => readFilter(Pattern))
    const isHeard = anyOf(filters)
    const image = (body: object) => ({ NewImage: { body: { M: body } } })
    const record = (eventName: string, pk: string, sk: string, more: object = {}) =>
      isHeard({ eventName, dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, ...more } })
    const step = '2025-02-03T02:07:00.000Z#0000'
    const heard = [
      record('INSERT', 'POSITION#a', step, image({ event: { S: 'closed' } })),
      record('INSERT', 'POSITION#a', step, image({ event: { S: 'entry-filled' } })),
      record('MODIFY', 'ACCOUNT', 'ITEM'),
    ]
    const unheard = [
      record('MODIFY', 'POSITION#a', 'ITEM', image({ state: { S: 'open' } })),
      record('INSERT', 'POSITION#a', step, image({ event: { S: 'decided' } })),
      record('INSERT', 'POSITION#a', step, image({ event: { S: 'stop-raised' } })),
      record('MODIFY', 'PAPER', 'ITEM'),
      record('INSERT', 'PAPER#LOG#a', step),
      record('MODIFY', 'SYMBOL#BTCUSDT', 'ITEM'),
      record('MODIFY', 'WATCH', 'ITEM'),
    ]
    expect([new Set(heard), new Set(unheard)]).toEqual([new Set([true]), new Set([false])])
  })

  test('have a queue each, ordered by position, kept for four days, and dead letters for fourteen', () => {
    const queues = resources(app, 'AWS::SQS::Queue').map(({ Properties }) => Properties)
    const letters = mappings.filter(({ EventSourceArn }) => /Letters/.test(JSON.stringify(EventSourceArn)))
    expect(letters.map(({ BatchSize, ScalingConfig }) => [BatchSize, ScalingConfig])).toEqual([
      [1, { MaximumConcurrency: 2 }],
      [1, { MaximumConcurrency: 2 }],
    ])
    const fifo = queues.filter(
      ({ FifoQueue, RedrivePolicy }) => FifoQueue && RedrivePolicy?.maxReceiveCount === 1_000,
    )
    expect(fifo.map(({ MessageRetentionPeriod }) => MessageRetentionPeriod)).toEqual([345_600, 345_600])
    const functions = letters.map(({ FunctionName }) => JSON.stringify(FunctionName))
    expect(new Set(functions).size).toBe(2)
  })

  test('have only their rights: none writes trading state or sends requests to the exchange', () => {
    const log = ['logs:CreateLogStream', 'logs:PutLogEvents']
    expect(rightsOf('NotifierRole')).toEqual(
      [
        ...log,
        ...['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DescribeStream', 'dynamodb:GetShardIterator'],
        ...['dynamodb:GetRecords', 'dynamodb:ListStreams', 'sqs:SendMessage'],
      ].sort(),
    )
    expect(rightsOf('NotifierphoneTellerRole')).toEqual(
      [
        ...log,
        ...['secretsmanager:GetSecretValue', 'kms:Decrypt', 'sqs:ChangeMessageVisibility', 'sqs:SendMessage'],
        ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      ].sort(),
    )
    const { Variables } = functionNamed(app, 'tell-phone').Properties.Environment
    expect(Object.keys(Variables).filter(name => /TABLE|TRADE|CLOSE_QUEUE|LEVERAGE/.test(name))).toEqual([])
    expect(JSON.parse(Variables.QT_NOTIFY)).toMatchObject([{ name: 'phone', to: 'telegram' }])
  })

  test('get digests at their times from a function that may only read the table', () => {
    const started = (of: Template) =>
      resources(of, 'AWS::Scheduler::Schedule')
        .filter(({ Properties }) => Properties.Target.Input?.includes('digest'))
        .map(({ Properties }) => [Properties.ScheduleExpression, JSON.parse(Properties.Target.Input)])
    const scheduled = '<aws.scheduler.scheduled-time>'
    expect(started(app)).toEqual([['cron(5 0 * * ? *)', { digest: 'daily', scheduled }]])
    const all = JSON.stringify([{ name: 'desk', to: 'slack' }])
    expect(started(synthesize('paper', paperSaid, { notify: all }).app)).toEqual([
      ['cron(5 * * * ? *)', { digest: 'refused', scheduled }],
      ['cron(5 0 * * ? *)', { digest: 'daily', scheduled }],
      ['cron(5 0 ? * MON *)', { digest: 'weekly', scheduled }],
    ])
    expect(rightsOf('NotifierDigestsDigestRole')).toEqual([
      ...['dynamodb:GetItem', 'dynamodb:Query', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      'sqs:SendMessage',
    ])
    const none = JSON.stringify([{ name: 'desk', to: 'slack', events: ['closed'] }])
    expect(started(synthesize('paper', paperSaid, { notify: none }).app)).toEqual([])
  })

  test('get alarms from the topic, and their end if they want it', () => {
    const [subscription, ...others] = resources(app, 'AWS::SNS::Subscription').filter(
      ({ Properties }) => Properties.Protocol === 'lambda',
    )
    expect(others).toEqual([])
    expect(subscription?.Properties.RedrivePolicy).toMatchObject({
      deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^NotifierDiscards/), 'Arn'] },
    })
    const ends = (of: Template) =>
      [...resources(of, 'AWS::CloudWatch::Alarm'), ...resources(of, 'AWS::CloudWatch::CompositeAlarm')].map(
        ({ Properties }) => Properties.OKActions?.length ?? 0,
      )
    expect(new Set(ends(app))).toEqual(new Set([1]))
    expect(new Set(ends(without.app))).toEqual(new Set([0]))
    const quiet = JSON.stringify([{ name: 'desk', to: 'slack', events: ['alarm'] }])
    expect(new Set(ends(synthesize('paper', paperSaid, { notify: quiet }).app))).toEqual(new Set([0]))
  })

  test('have an alarm each, with the channel’s name', () => {
    const said = (template: Template) =>
      resources(template, 'AWS::CloudWatch::Alarm')
        .map(({ Properties }) => String(Properties.AlarmDescription).split('#').at(-1))
        .filter(section => /^(channelaway|nottold|notifications)/.test(section ?? ''))
        .sort()
    expect(said(app)).toEqual([
      ...['channelaway', 'channelaway', 'notificationsdropped', 'notificationslate', 'nottold', 'nottold'],
    ])
    expect(said(without.app)).toEqual([])
  })

  test('are an error if they would take concurrency from trading', () => {
    const told = () => readDeployment('paper', {}, { notify: someChannels, quota: '10' })
    expect(told).toThrow(
      '-c notify: 2 channels want 10 concurrent executions beside what trades, got 0 of -c quota=10',
    )
  })

  test('are an error if they do not fit into a function’s variables', () => {
    const channels = (events?: readonly string[]) =>
      JSON.stringify(
        Array.from({ length: 10 }, (_, index) => ({ name: `desk${index}`, to: 'slack', events })),
      )
    expect(() => synthesize('paper', paperSaid, { notify: channels() })).not.toThrow()
    expect(() => synthesize('paper', paperSaid, { notify: channels(allKinds) })).toThrow(
      /-c notify: 10 channels take \d+ bytes of a function's variables; Lambda accepts 4096/,
    )
  })

  test('get locks by the settings’ protections, which only the function that reads changes has', () => {
    const QT_PROTECTIONS = '[{"method":"StoplossGuard","trade_limit":2}]'
    const locking = synthesize('paper', { ...paperSaid, QT_PROTECTIONS }, { notify: someChannels })
    const settingsOf = (name: string) =>
      functionNamed(locking.app, name).Properties.Environment.Variables as Readonly<Record<string, string>>
    expect(settingsOf('notifier').QT_PROTECTIONS).toBe(QT_PROTECTIONS)
    expect(settingsOf('notifier')).not.toHaveProperty('QT_DEFAULT_LEVERAGE')
    expect(settingsOf('tell-phone')).not.toHaveProperty('QT_PROTECTIONS')
    expect(functionNamed(app, 'notifier').Properties.Environment.Variables).not.toHaveProperty(
      'QT_PROTECTIONS',
    )
  })

  test('leave nothing in a template if there are none', () => {
    const named = JSON.stringify([without.app.toJSON(), without.data.toJSON()])
    expect(named).not.toMatch(/Notifier|StreamSpecification|QT_NOTIFY/)
  })
})
