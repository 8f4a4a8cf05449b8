import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { environments, resources, synthesize, synthesizeApp, watchDefinition } from './synthesized.ts'

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
type Json = any

const both = (name: string, said: Record<string, string>) => {
  const { data, app } = synthesize(name, said)
  return (type: string) => [...resources(data, type), ...resources(app, type)]
}

describe.each(environments)('%s', (name, said) => {
  const all = both(name, said)

  test('has a role of its own for each function, that only Lambda takes on', () => {
    const functions = all('AWS::Lambda::Function')
    const roles = functions.map(({ Properties }) => Properties.Role['Fn::GetAtt'][0])
    expect(new Set(roles).size).toBe(functions.length)
    const principals = all('AWS::IAM::Role').map(
      ({ Properties }) => Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service,
    )
    expect(principals.filter(service => service === 'lambda.amazonaws.com')).toHaveLength(functions.length)
    expect(all('AWS::IAM::Role').some(({ Properties }) => Properties.ManagedPolicyArns)).toBe(false)
  })

  test('rejects requests to a queue or the topic without TLS', () => {
    const denied = all('AWS::SQS::QueuePolicy').map(({ Properties }) => Properties.PolicyDocument.Statement)
    const tls = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }
    expect(denied).toHaveLength(all('AWS::SQS::Queue').length)
    for (const statements of denied) expect(statements).toContainEqual(expect.objectContaining(tls))
    const [topic] = all('AWS::SNS::TopicPolicy')
    expect(topic?.Properties.PolicyDocument.Statement).toContainEqual(expect.objectContaining(tls))
  })

  test('encrypts queues, notices and credentials at rest; the last two with its own, rotating key', () => {
    const unencrypted = all('AWS::SQS::Queue').filter(({ Properties }) => !Properties.SqsManagedSseEnabled)
    expect(unencrypted).toEqual([])
    expect(all('AWS::KMS::Key').map(({ Properties }) => Properties.EnableKeyRotation)).toEqual([true])
    const [secret] = all('AWS::SecretsManager::Secret')
    const [topic] = all('AWS::SNS::Topic')
    expect(JSON.stringify([secret?.Properties.KmsKeyId, topic?.Properties.KmsMasterKeyId])).toMatch(
      /Key.*Key/,
    )
  })

  test('lets CloudWatch publish to the topic under its key, for alarms of its own account and region alone', () => {
    const [key] = all('AWS::KMS::Key')
    const [topic] = all('AWS::SNS::TopicPolicy')
    const account = { Ref: 'AWS::AccountId' }
    const alarms = ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:ap-northeast-1:', account, ':alarm:*']
    const Condition = {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', alarms] } },
    }
    const Principal = { Service: 'cloudwatch.amazonaws.com' }
    const ofServices = (statements: Json[]) => statements.filter(({ Principal }) => Principal?.Service)
    // One statement each: a second one that lacks the condition would undo the first.
    expect(ofServices(key?.Properties.KeyPolicy.Statement)).toEqual([
      {
        Effect: 'Allow',
        Principal,
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition,
      },
    ])
    expect(ofServices(topic?.Properties.PolicyDocument.Statement)).toEqual([
      {
        Effect: 'Allow',
        Principal,
        Action: 'sns:Publish',
        Resource: { Ref: expect.stringMatching(/^NoticesTopic/) },
        Sid: expect.any(String),
        Condition,
      },
    ])
  })

  test('allows only the account itself and CloudWatch in a policy of a key, a topic or a queue', () => {
    const policies = ['AWS::KMS::Key', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy']
    const statements: Json[] = policies
      .flatMap(all)
      .flatMap(({ Properties }) => (Properties.KeyPolicy ?? Properties.PolicyDocument).Statement)
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow')
    const root = ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']
    const known = [{ AWS: { 'Fn::Join': ['', root] } }, { Service: 'cloudwatch.amazonaws.com' }]
    expect(allowed.length).toBeGreaterThan(3)
    for (const { Principal } of allowed) expect(known).toContainEqual(Principal)
  })

  test('has nothing that an outside client could call', () => {
    const open = ['Lambda::Url', 'ApiGateway::RestApi', 'ApiGatewayV2::Api', 'Lambda::Permission']
    expect(open.flatMap(type => all(`AWS::${type}`))).toEqual([])
  })

  test('keeps dead letters for 14 days, and every message for 4 at least', () => {
    const queues = all('AWS::SQS::Queue').map(({ Properties }) => Properties)
    for (const { RedrivePolicy, MessageRetentionPeriod } of queues) {
      expect(MessageRetentionPeriod).toBe((RedrivePolicy ? 4 : 14) * 86_400)
    }
  })

  test('accepts messages far too large for a signal, up to what the invalid queue takes', () => {
    const read = all('AWS::SQS::Queue').filter(({ Properties }) => Properties.RedrivePolicy)
    // The invalid queue takes 1 MiB with the reason; the gate cuts what JSON's escapes make larger.
    for (const { Properties } of read) {
      expect(Properties.MaximumMessageSize).toBeGreaterThan(300 * 1024)
      expect(Properties.MaximumMessageSize).toBeLessThan(900_000)
    }
  })

  test('leaves the watch its concurrency, however many signals, trades and closes come', () => {
    const most = all('AWS::Lambda::EventSourceMapping').map(
      ({ Properties }) => Properties.ScalingConfig.MaximumConcurrency,
    )
    // Five for signals and trades together, and a close for each position.
    expect(most.sort()).toEqual(name === 'live' ? [2, 2, 3] : [2, 3, 4])
  })

  test('keeps versions for a rollback, and logs for three months', () => {
    const versions = all('AWS::Lambda::Version')
    expect(versions).toHaveLength(5)
    for (const version of versions) expect(version.DeletionPolicy).toBe('Retain')
    const logs = all('AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays)
    expect(logs).toEqual(Array(6).fill(90))
  })

  test('tags every resource that takes tags', () => {
    const taggable =
      /::(Queue|Topic|Role|Function|LogGroup|StateMachine|Secret|Alarm|Key|GlobalTable|CompositeAlarm)$/
    const { data, app } = synthesize(name, said)
    const found = [data, app].flatMap(template => Object.entries(resourcesOf(template)))
    const untagged = found.filter(
      ([, { Type, Properties }]) =>
        taggable.test(Type) &&
        !/"Key":"environment","Value":"(paper|demo|live)"/.test(JSON.stringify(Properties)),
    )
    expect(untagged.map(([id]) => id)).toEqual([])
  })
})

const resourcesOf = (template: Template): Record<string, { Type: string; Properties: Json }> =>
  template.toJSON().Resources

test('a stack can be deployed again after it was destroyed: no log’s name is taken', () => {
  const names = environments.map(([name, said]) => {
    const logs = both(name, said)('AWS::Logs::LogGroup').map(({ Properties }) => Properties.LogGroupName)
    return logs.filter(Boolean)
  })
  const stackId = { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }
  const life = { 'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, stackId] }] }] }
  expect(names).toEqual(
    ['paper', 'demo', 'live'].map(env => [
      { 'Fn::Join': ['', [`/aws/vendedlogs/states/quantum-trader-${env}-watch-`, life]] },
    ]),
  )
})

test('environments share no name of a stack, a key or a log group', () => {
  const names = environments.map(([name, said]) => {
    const { stacks } = synthesizeApp(name, said)
    return [stacks.data.stackName, stacks.app.stackName]
  })
  expect(new Set(names.flat()).size).toBe(6)
  const aliases = environments.map(([name, said]) =>
    both(name, said)('AWS::KMS::Alias').map(({ Properties }) => Properties.AliasName),
  )
  expect(aliases.flat()).toEqual([
    'alias/quantum-trader-paper',
    'alias/quantum-trader-demo',
    'alias/quantum-trader-live',
  ])
})

test('the table is protected from deletion, and its stack from termination, outside paper', () => {
  const guarded = environments.map(([name, said]) => {
    const { stacks } = synthesizeApp(name, said)
    const [table] = both(name, said)('AWS::DynamoDB::GlobalTable')
    return [stacks.data.terminationProtection, table?.Properties.Replicas[0].DeletionProtectionEnabled]
  })
  expect(guarded).toEqual([
    [false, false],
    [true, true],
    [true, true],
  ])
})

describe('in an account with a quota of ten', () => {
  const { app } = synthesize('paper', { QT_MAX_POSITIONS: '40' }, { quota: '10' })

  test('each queue takes Lambda’s minimum, and the Map three beside one survey: ten', () => {
    const sources = resources(app, 'AWS::Lambda::EventSourceMapping').map(
      ({ Properties }) => Properties.ScalingConfig.MaximumConcurrency as number,
    )
    expect(sources).toEqual([2, 2, 2])
    expect(watchDefinition(app).States['Each position'].MaxConcurrency).toBe(3)
  })

  test('nothing can be reserved, and the synthesis says so before AWS does', () => {
    expect(() => readDeployment('paper', {}, { quota: '10', reserve: 'true' })).toThrow(
      /-c reserve=true: expected a quota of 116 concurrent executions or more for 4 positions/,
    )
    expect(() => readDeployment('paper', {}, { quota: '9' })).toThrow(/-c quota=9: expected /)
  })

  test('elsewhere the Map is unbounded', () => {
    const { app: usual } = synthesize('paper', { QT_MAX_POSITIONS: '40' })
    expect(watchDefinition(usual).States['Each position'].MaxConcurrency).toBeUndefined()
  })
})

test('concurrency is reserved for the watch only if that is chosen', () => {
  const reserved = (choices: object) =>
    resources(synthesize('paper', { QT_MAX_POSITIONS: '10' }, choices).app, 'AWS::Lambda::Function')
      .map(({ Properties }) => Properties.ReservedConcurrentExecutions)
      .filter(Boolean)
      .sort((a, b) => a - b)
  expect(reserved({})).toEqual([])
  expect(reserved({ reserve: 'true' })).toEqual([4, 12, 12])
  expect(() => readDeployment('paper', {}, { reserve: 'some' })).toThrow(/expected true or false/)
})

test('both stacks go to Tokyo unless set otherwise, and never to where Binance answers 451', () => {
  const regions = (choices: object) => {
    const { stacks } = synthesizeApp('paper', {}, choices)
    return [stacks.data.region, stacks.app.region]
  }
  expect(regions({})).toEqual(['ap-northeast-1', 'ap-northeast-1'])
  expect(regions({ region: 'eu-central-1' })).toEqual(['eu-central-1', 'eu-central-1'])
  const warnings = (region: string) =>
    Annotations.fromStack(synthesizeApp('paper', {}, { region }).stacks.app)
      .findWarning('*', Match.stringLikeRegexp('may answer HTTP 451'))
      .map(({ entry }) => String(entry.data))
  expect(warnings('ca-central-1')).toEqual([expect.stringMatching(/^ca-central-1: .*asked by survey/)])
  expect(warnings('eu-central-1')).toEqual([])
  for (const region of ['us-east-1', 'us-gov-west-1'])
    expect(() => readDeployment('paper', {}, { region })).toThrow(/HTTP 451.*use ap-northeast-1/s)
  expect(() => readDeployment('paper', {}, { region: 'tokyo' })).toThrow(/expected a region of AWS/)
})
