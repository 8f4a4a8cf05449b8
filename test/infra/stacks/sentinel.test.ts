import { describe, expect, test } from 'vitest'
import { parseEnvironmentFile } from '#settings/environment-file.ts'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { demoSaid, resources, synthesize } from './synthesized.ts'

const { app, data } = synthesize('demo', demoSaid, { sentinel: 'true' })
const without = synthesize('demo', demoSaid)
const fixed = synthesize('demo', demoSaid, { sentinel: 'true', egress: 'fixed', accept: 'address' }).app

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
type Json = any

const functionOf = (service: string, of = app): Json =>
  resources(of, 'AWS::Lambda::Function').find(
    ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === `demo-${service}`,
  )?.Properties
/** What the function’s role may do: each action with its resources and conditions. */
const rightsOf = (begins: string, of = app): readonly Json[] =>
  resources(of, 'AWS::IAM::Policy')
    .filter(({ Properties }) => Properties.PolicyName.startsWith(begins))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
const actionsOf = (statements: readonly Json[]) => statements.flatMap(({ Action }) => Action).sort()

const itsName = 'quantum-trader-demo-sentinel:live'
const itself = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':lambda:ap-northeast-1:',
      { Ref: 'AWS::AccountId' },
      `:function:${itsName}`,
    ],
  ],
}

describe('a chosen sentinel', () => {
  test('has the name by which it and survey start it, and runs up to 15 minutes', () => {
    const { FunctionName, Timeout, MemorySize, Environment } = functionOf('sentinel')
    expect([`${FunctionName}:live`, Timeout, MemorySize]).toEqual([itsName, 900, 256])
    const alias = resources(app, 'AWS::Lambda::Alias').filter(({ Properties }) =>
      /^SentinelListener/.test(Properties.FunctionName.Ref),
    )
    expect(alias.map(({ Properties }) => Properties.Name)).toEqual(['live'])
    expect(Environment.Variables.QT_WATCH_ARN).toEqual({ Ref: expect.stringMatching(/^WatchStateMachine/) })
    for (const service of ['sentinel', 'survey'])
      expect(functionOf(service).Environment.Variables.QT_SENTINEL).toBe(itsName)
    expect(functionOf('executor').Environment.Variables.QT_SENTINEL).toBeUndefined()
  })

  test('may read the table, report that it listens, wake the watch, start the next one and read the key, and nothing else', () => {
    const statements = rightsOf('SentinelListener')
    expect(actionsOf(statements)).toEqual(
      [
        ...['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'kms:Decrypt'],
        ...['lambda:InvokeFunction', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        ...['secretsmanager:GetSecretValue', 'states:StartExecution'],
      ].sort(),
    )
    const of = (action: string) => statements.find(({ Action }) => [Action].flat().includes(action))
    expect(of('lambda:InvokeFunction').Resource).toEqual(itself)
    expect(of('states:StartExecution').Resource).toEqual({ Ref: expect.stringMatching(/^WatchStateMachine/) })
    expect(of('dynamodb:UpdateItem').Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['SENTINEL'] },
    })
  })

  test('uses the one address if there is one, and shares its waits', () => {
    const { VpcConfig, Environment } = functionOf('sentinel', fixed)
    expect(VpcConfig).toEqual(functionOf('survey', fixed).VpcConfig)
    expect(Environment.Variables.QT_FIXED_EGRESS).toBe('true')
    const update = rightsOf('SentinelListener', fixed).find(({ Action }) => Action === 'dynamodb:UpdateItem')
    expect(update.Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys']).toEqual(['SENTINEL', 'REST'])
    expect(functionOf('sentinel').VpcConfig).toBeUndefined()
  })

  test('does not run again after a failure: survey starts another', () => {
    const [config] = resources(app, 'AWS::Lambda::EventInvokeConfig')
    expect(config?.Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 })
  })

  test('has an alarm for deafness, counts in the weight, and is on the dashboard', () => {
    const alarms = resources(app, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)
    const deaf = alarms.filter(({ AlarmDescription }) => AlarmDescription.includes('#sentineldeaf'))
    // The survey reports it: a dead sentinel reports nothing.
    expect(deaf).toMatchObject([
      { MetricName: 'SentinelDeaf', Dimensions: [{ Name: 'service', Value: 'demo-survey' }] },
    ])
    const weight = alarms.filter(({ AlarmDescription }) => AlarmDescription.includes('#requestweight'))
    expect(JSON.stringify(weight)).toContain('demo-sentinel')
    expect(JSON.stringify(resources(app, 'AWS::CloudWatch::Dashboard'))).toContain('WakeLatency')
  })

  test('gives the survey the right to start it, and changes no other function, role or item of what is kept', () => {
    const before = without.app.toJSON().Resources
    const after = app.toJSON().Resources
    const changed = Object.keys(before).filter(id => JSON.stringify(before[id]) !== JSON.stringify(after[id]))
    const expected =
      /^(WatchSurvey(Function|FunctionAliaslive|RoleDefaultPolicy)|AlarmsRequestWeight|OverviewDashboard)/
    expect(changed.filter(id => !expected.test(id))).toEqual([])
    const [more, less] = [rightsOf('WatchSurvey'), rightsOf('WatchSurvey', without.app)].map(actionsOf)
    expect(more?.filter(action => !less?.includes(action))).toEqual(['lambda:InvokeFunction'])
    expect(data.toJSON()).toEqual(without.data.toJSON())
  })
})

describe('a sentinel of paper', () => {
  const paper = synthesize('paper', {}, { sentinel: 'true' }).app
  const statements = rightsOf('SentinelListener', paper)
  const of = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action))

  test('reads no key, and may write the paper venue’s items beside what any sentinel may', () => {
    expect(actionsOf(statements)).toEqual(
      [
        ...['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
        ...['dynamodb:Query', 'dynamodb:UpdateItem', 'lambda:InvokeFunction', 'logs:CreateLogStream'],
        ...['logs:PutLogEvents', 'states:StartExecution'],
      ].sort(),
    )
    for (const action of ['dynamodb:PutItem', 'dynamodb:BatchWriteItem', 'dynamodb:Query'])
      expect(of(action).map(({ Condition }) => Condition)).toEqual([
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['PAPER', 'PAPER#*'] } },
      ])
    const sentinel = resources(paper, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties.FunctionName === 'quantum-trader-paper-sentinel',
    )
    expect(sentinel?.Properties.Environment.Variables.QT_SECRET_ID).toBeUndefined()
  })
})

describe('a sentinel', () => {
  test('is in the templates only if it is chosen', () => {
    const said = JSON.stringify([without.app.toJSON().Resources, without.data.toJSON().Resources])
    expect(said).not.toMatch(/sentinel|WakeLatency/i)
  })

  test('is an error below a quota of twenty, with what to do', () => {
    const small = () => readDeployment('demo', demoSaid, { sentinel: 'true', quota: '19' })
    expect(small).toThrow(/expected a quota of 20 .*got -c quota=19/)
    expect(() => readDeployment('demo', demoSaid, { sentinel: 'true', quota: '20' })).not.toThrow()
    expect(readDeployment('paper', {}, { sentinel: 'true' }).sentinel).toBe(true)
  })

  test('can be set in the environment’s file', () => {
    const said = parseEnvironmentFile('demo.json', '{"sentinel": true}')
    const file = { name: 'demo.json', said }
    expect(readDeployment('demo', demoSaid, { egress: 'any' }, file).sentinel).toBe(true)
    expect(() => parseEnvironmentFile('demo.json', '{"sentinel": "often"}')).toThrow(/true or false/)
  })
})
