import { Match } from 'aws-cdk-lib/assertions'
import { StateMachine } from 'aws-local-stepfunctions'
import { describe, expect, test } from 'vitest'
import { demoSaid, functionNamed, resources, synthesize, watchDefinition } from './synthesized.ts'

const { data, app } = synthesize('paper', { QT_DEFAULT_LEVERAGE: '20', QT_ALARM_EMAIL: 'desk@example.com' })

describe('the data stack', () => {
  test('keeps one table by pk and sk, on demand, with expiry and point-in-time recovery', () => {
    data.resourceCountIs('AWS::DynamoDB::GlobalTable', 1)
    data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [
        Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
      ],
    })
  })

  test('goes with a paper stack and outlives any other', () => {
    const real = synthesize('demo', demoSaid).data
    const policies = (template: typeof data) => [
      ...resources(template, 'AWS::DynamoDB::GlobalTable'),
      ...resources(template, 'AWS::SecretsManager::Secret'),
    ]
    expect(policies(data).map(resource => resource.DeletionPolicy)).toEqual(['Delete', 'Delete'])
    expect(policies(real).map(resource => resource.DeletionPolicy)).toEqual(['Retain', 'Retain'])
  })

  test('has the secret generated: no value stands in a template', () => {
    const [secret] = resources(data, 'AWS::SecretsManager::Secret')
    expect(secret?.Properties.SecretString).toBeUndefined()
    expect(secret?.Properties.GenerateSecretString.GenerateStringKey).toBe('secret')
  })
})

describe('the functions', () => {
  const functions = resources(app, 'AWS::Lambda::Function')

  test('are five, on arm64 and Node 24', () => {
    expect(functions.map(({ Properties }) => [Properties.Runtime, Properties.Architectures])).toEqual(
      Array(5).fill(['nodejs24.x', ['arm64']]),
    )
  })

  test('log what we say, and of Lambda itself only what went wrong: a line for each call would cost more than it', () => {
    for (const { Properties } of functions) {
      expect(Properties.LoggingConfig).toMatchObject({
        LogFormat: 'JSON',
        SystemLogLevel: 'WARN',
        ApplicationLogLevel: 'INFO',
      })
    }
  })

  test('get the settings that were said', () => {
    const leverage = functions.map(({ Properties }) => Properties.Environment.Variables.QT_DEFAULT_LEVERAGE)
    expect(leverage).toEqual(Array(5).fill('20'))
  })

  test.each([
    ['signal-gate', ['QT_INVALID_QUEUE_URL', 'QT_TABLE', 'QT_TRADE_QUEUE_URL']],
    ['executor', ['QT_CLOSE_QUEUE_URL', 'QT_SECRET_ID', 'QT_TABLE', 'QT_TRADE_QUEUE_URL', 'QT_WATCH_ARN']],
    ['survey', ['QT_SECRET_ID', 'QT_TABLE']],
    ['inspect', ['QT_SECRET_ID', 'QT_TABLE']],
    ['close-cleanup', ['QT_EMERGENCY_TOPIC_ARN', 'QT_SECRET_ID', 'QT_TABLE']],
  ])('%s is told of the resources it uses and of no other', (name, expected) => {
    const variables = Object.keys(functionNamed(app, name).Properties.Environment.Variables)
    const own = variables.filter(variable => /_(URL|TABLE|ARN|ID)$/.test(variable)).sort()
    expect(own).toEqual(expected)
  })

  test('may do what they need on what they need: no wildcard but the log delivery that has no resources', () => {
    const statements = resources(app, 'AWS::IAM::Policy').flatMap(
      ({ Properties }) =>
        Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[],
    )
    const wild = statements.filter(({ Action, Resource }) => /\*/.test(JSON.stringify([Action, Resource])))
    expect(
      wild
        .flatMap(({ Action }) => Action)
        .filter(action => !/^logs:.*(LogDeliver|LogGroups|ResourcePolic)/.test(action)),
    ).toEqual([])
  })
})

test('the outputs name what producers and the operator need, each by the resource that it is', () => {
  const outputs = app.toJSON().Outputs as Record<string, { Value: unknown }>
  const named = (output: string) => {
    const text = JSON.stringify(outputs[output]?.Value)
    const inApp = Object.keys(app.toJSON().Resources).filter(id => text.includes(`"${id}"`))
    const inData = Object.keys(data.toJSON().Resources).filter(id => text.includes(id))
    return [...inApp, ...inData].map(id => id.replace(/[0-9A-F]{8}$/, ''))
  }
  expect(named('SignalQueueUrl')).toEqual(['SignalIntakeSignalsQueue'])
  expect(named('InvalidQueueUrl')).toEqual(['SignalIntakeInvalid'])
  expect(named('TopicArn')).toEqual(['NoticesTopic'])
  expect(named('DashboardName')).toEqual(['OverviewDashboard'])
  expect(named('TableName')).toEqual(['Table'])
  expect(named('SecretId')).toEqual(['Credentials'])
  expect(outputs.Settings?.Value).toContain('"QT_DEFAULT_LEVERAGE":"20"')
})

describe('the queues', () => {
  const mappings = resources(app, 'AWS::Lambda::EventSourceMapping')
  const queues = app.findResources('AWS::SQS::Queue')

  test('feed functions through the alias, with partial batch responses', () => {
    expect(mappings).toHaveLength(3)
    for (const { Properties } of mappings) {
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
      expect(JSON.stringify(Properties.FunctionName)).toContain(':live')
    }
    expect(mappings.map(({ Properties }) => Properties.BatchSize).sort()).toEqual([1, 1, 10])
  })

  test.each([
    ['60', 21],
    ['3600', 28],
  ])(
    'put a signal aside after five receives, a close after twenty, a trade that may be %s s old when it is certainly too old',
    (age, most) => {
      const { app: aged } = synthesize('paper', { QT_SIGNAL_MAX_AGE_SECONDS: age })
      const receives = Object.entries(aged.findResources('AWS::SQS::Queue'))
        .filter(([, { Properties }]) => Properties.RedrivePolicy)
        .map(([id, { Properties }]) => [
          id.replace(/[0-9A-F]{8}$/, ''),
          Properties.RedrivePolicy.maxReceiveCount,
        ])
      expect(Object.fromEntries(receives)).toEqual({
        SignalIntakeSignalsQueue: 5,
        EntryTradesQueue: most,
        ClosingClosesQueue: 20,
      })
    },
  )

  test('hide a message longer than its function may run', () => {
    const timeouts = mappings.map(({ Properties }) => {
      const queue = queues[Properties.EventSourceArn['Fn::GetAtt'][0]]?.Properties
      return queue.VisibilityTimeout as number
    })
    const longest = Math.max(
      ...resources(app, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Timeout),
    )
    expect(Math.min(...timeouts)).toBeGreaterThan(longest)
  })

  test('of trades and closes are FIFO, their dead letters too, with deduplication ids given by the sender', () => {
    const fifo = Object.values(queues).filter(({ Properties }) => Properties.FifoQueue)
    expect(fifo).toHaveLength(4)
    for (const { Properties } of fifo) expect(Properties.ContentBasedDeduplication).toBe(false)
  })
})

describe('the watch', () => {
  const definition = watchDefinition(app)
  const inside = definition.States['Each position'].ItemProcessor.States

  test('is an Express state machine in JSONPath that is ended after 170 seconds', () => {
    app.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: 'EXPRESS',
      LoggingConfiguration: { Level: 'ERROR' },
    })
    expect(definition.QueryLanguage ?? 'JSONPath').toBe('JSONPath')
    expect(definition.TimeoutSeconds).toBe(170)
  })

  test('is valid in the States Language', () => {
    expect(() => new StateMachine(definition, { validationOptions: { checkArn: false } })).not.toThrow()
    const broken = { ...definition, StartAt: 'Nowhere' }
    expect(() => new StateMachine(broken, { validationOptions: { checkArn: false } })).toThrow(/invalid/)
  })

  test('surveys with the execution it belongs to, and again five seconds after a failure', () => {
    const { Survey } = definition.States
    expect(Survey.TimeoutSeconds).toBe(2)
    expect(Survey.Parameters.Payload).toEqual({
      'execution.$': '$$.Execution.Id',
      'startedAt.$': '$$.Execution.StartTime',
    })
    const after = definition.States[Survey.Catch[0].Next]
    expect([Survey.Catch[0].ErrorEquals, after.Seconds, after.Next]).toEqual([['States.ALL'], 5, 'Survey'])
  })

  test('inspects each position and closes those that inspect says, in less than a tick', () => {
    const each = definition.States['Each position']
    expect([each.ItemsPath, each.ResultPath]).toEqual(['$.positions', null])
    const told = inside[inside.Inspect.Next]
    expect(told.Choices[0]).toMatchObject({ Variable: '$.close', IsPresent: true })
    const close = inside[told.Choices[0].Next]
    expect(close.Parameters['Payload.$']).toBe('$.close')
    expect([inside.Inspect.TimeoutSeconds, close.TimeoutSeconds]).toEqual([4, 3])
  })

  test('lets one bad position cost the others nothing', () => {
    const tasks = Object.values<{ Type: string; Catch?: unknown; Retry?: unknown[] }>(inside).filter(
      s => s.Type === 'Task',
    )
    for (const task of tasks) expect(task.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'] }])
  })

  test('retries throttling once and nothing else', () => {
    for (const task of [definition.States.Survey, inside.Inspect, inside['Close and clean up']]) {
      expect(task.Retry).toMatchObject([{ ErrorEquals: ['Lambda.TooManyRequestsException'], MaxAttempts: 1 }])
    }
  })

  test('goes on at the mark that survey names, while survey says so', () => {
    const [choice] = definition.States['Again?'].Choices
    expect(choice).toMatchObject({ Variable: '$.again', BooleanEquals: true })
    expect(definition.States[choice.Next]).toMatchObject({ TimestampPath: '$.next', Next: 'Survey' })
  })

  test('is started every minute, with a minute of retries and a queue for the starts that fail', () => {
    app.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: {
        DeadLetterConfig: Match.anyValue(),
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
      },
    })
  })
})

describe('the alarms', () => {
  const alarms = resources(app, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)

  test('mail the person that was named', () => {
    app.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'desk@example.com' })
    expect(alarms.every(alarm => alarm.AlarmActions.length === 1)).toBe(true)
    synthesize().app.resourceCountIs('AWS::SNS::Subscription', 0)
  })

  test('take silence of the watch for a failure', () => {
    const [silent] = alarms.filter(({ Metrics = [] }) =>
      JSON.stringify(Metrics).includes('"MetricName":"Tick"'),
    )
    expect(silent).toMatchObject({ ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' })
    const [result, tick] = silent?.Metrics ?? []
    expect(result.Expression).toBe('FILL(m0, 0)')
    expect(tick.MetricStat.Metric.Dimensions).toEqual([{ Name: 'service', Value: 'paper-survey' }])
    // The period that the last tick fell into, the empty ones, and what an evaluation takes.
    const { Period } = tick.MetricStat
    expect(Period + Period * silent?.EvaluationPeriods + 10).toBeLessThanOrEqual(180)
    // Looks with nothing open may be 119 s apart and known 30 s later, and that is no silence.
    expect(Period * silent?.EvaluationPeriods).toBeGreaterThanOrEqual(119 + 30 + Period)
    expect(silent?.DatapointsToAlarm).toBe(silent?.EvaluationPeriods)
  })

  test('fill no gaps and look at one metric each, but for the silence and the sum of all weights', () => {
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

  test('on a single event go off by one of their last periods, and only on what must last by more than one', () => {
    const byMore = alarms.filter(({ DatapointsToAlarm }) => DatapointsToAlarm !== 1)
    expect(byMore.map(({ AlarmDescription }) => AlarmDescription.split('#')[1]).sort()).toEqual([
      'concurrencyshort',
      'lookfailed',
      'silentwatch',
    ])
    for (const { EvaluationPeriods } of alarms) expect(EvaluationPeriods).toBeGreaterThan(1)
  })

  test('tell of four fifths of the concurrency that the account has', () => {
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
