import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import validate from 'asl-validator'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { afterAll, describe, expect, test } from 'vitest'
import { readLab, tradingRegions } from '../../../infra/stacks/lab/lab-file.ts'
import { replayRelease } from '../../../infra/stacks/lab/replay-function.ts'
import { resources } from './synthesized.ts'
import { synthesizeLab } from './synthesized-lab.ts'

const { app, stack } = synthesizeLab()
const template = Template.fromStack(stack)

const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-lab-file-'))
afterAll(() => rmSync(folder, { recursive: true }))
function fileThatSays(content: unknown): string {
  const path = join(folder, 'lab.json')
  writeFileSync(path, JSON.stringify(content))
  return path
}

test('AwsSolutions finds nothing unacknowledged in the lab', () => {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app)
  const found = violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
  )
  expect(found).toEqual([])
})

describe('the lab’s file', () => {
  test('by default names a region in which no environment trades', () => {
    const { region } = readLab()
    expect(stack.region).toBe(region)
    expect(tradingRegions().map(each => each.name)).toEqual(['demo', 'live'])
    expect(tradingRegions().map(each => each.region)).not.toContain(region)
  })

  test.each(['demo', 'live'])('is an error in the region of %s, and says why', name => {
    const trading = [{ name, file: `infra/environments/${name}.json`, region: 'eu-west-1' }]
    expect(readLab('eu-west-2', undefined, trading).region).toBe('eu-west-2')
    expect(() => readLab('eu-west-1', undefined, trading)).toThrow(
      new RegExp(
        `eu-west-1: ${name} trades there \\(.*${name}\\.json\\).*share its concurrency.*another region`,
      ),
    )
    expect(() => readLab(undefined, fileThatSays({ lab: true, region: 'eu-west-1' }), trading)).toThrow(
      /a sweep would take what the watch needs/,
    )
  })

  test.each<[string, unknown, RegExp]>([
    ['an environment that trades', { region: 'eu-central-1' }, /lab expected true/],
    ['a region that is none', { lab: true, region: 'Frankfurt' }, /region expected a region of AWS/],
    ['what it does not know', { lab: true, memory: 512 }, /memory/],
    ['no object', 'lab', /cannot be read: expected an object/],
  ])('is an error if it says %s', (_, content, message) => {
    expect(() => readLab(undefined, fileThatSays(content), [])).toThrow(message)
  })
})

test('its bucket is private, encrypted, over TLS only, expires objects after 30 days, and is deleted with the stack', () => {
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Delete',
    Properties: {
      BucketEncryption: { ServerSideEncryptionConfiguration: [Match.anyValue()] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 30, Status: 'Enabled' })] },
    },
  })
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  })
  template.resourceCountIs('Custom::S3AutoDeleteObjects', 1)
})

test('its function may run 15 minutes on one core of arm64, and knows its code’s version', () => {
  const [replay, ...others] = resources(template, 'AWS::Lambda::Function').filter(
    ({ Properties }) => Properties.Environment,
  )
  expect(others).toEqual([])
  expect(replay?.Properties).toMatchObject({
    Architectures: ['arm64'],
    Runtime: 'nodejs24.x',
    Timeout: 900,
    MemorySize: 1769,
    Environment: { Variables: { LAB_RELEASE: replayRelease() } },
  })
  template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 } })
})

/** What each role of ours may do, with the endings of its resources. */
function statementsOf(id: string): readonly string[] {
  const policies = resources(template, 'AWS::IAM::Policy').filter(({ Properties }) =>
    Properties.Roles.some(({ Ref }: { readonly Ref: string }) => Ref.startsWith(id)),
  )
  return policies
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap(action =>
        [Resource].flat().map(resource => {
          const parts = resource['Fn::Join']?.[1] ?? []
          return `${action} ${parts.at(-1) ?? JSON.stringify(resource)}`
        }),
      ),
    )
    .sort()
}

test('its function may only read inputs and write results', () => {
  expect(statementsOf('ReplayRole').filter(statement => !statement.startsWith('logs:'))).toEqual([
    's3:GetObject /files/*',
    's3:GetObject /sweeps/*/work.json',
    's3:PutObject /sweeps/*/results/*',
  ])
})

test('its state machine reads lists of sets, calls the function, starts itself, and writes which failed', () => {
  const said = statementsOf('Role1').map(statement => statement.replace(/\{.*\}/, '…'))
  expect(said).toEqual([
    'lambda:InvokeFunction …',
    's3:AbortMultipartUpload /sweeps/*/runs/*',
    's3:GetObject /sweeps/*/runs/*',
    's3:GetObject /sweeps/*/sets/*',
    's3:ListMultipartUploadParts /sweeps/*/runs/*',
    's3:PutObject /sweeps/*/runs/*',
    'states:DescribeExecution :*',
    'states:StartExecution …',
    'states:StopExecution :*',
  ])
})

describe('the definition', () => {
  const [machine] = resources(template, 'AWS::StepFunctions::StateMachine')
  const parts: readonly (string | object)[] = machine?.Properties.DefinitionString['Fn::Join'][1]
  const text = parts.map(part => (typeof part === 'string' ? part : 'aws')).join('')

  test('is valid in the Amazon States Language', () => {
    expect(validate(JSON.parse(text))).toMatchObject({ isValid: true, errors: [] })
    const broken = JSON.parse(text)
    broken.States['Each set'].ItemProcessor.StartAt = 'Nowhere'
    expect(validate(broken).isValid).toBe(false)
  })

  test('maps over a list in the bucket, with the given concurrency, and gives up if a quarter fails', () => {
    const { States, TimeoutSeconds } = JSON.parse(text)
    expect(machine?.Properties.StateMachineType).toBe('STANDARD')
    expect(States['Each set']).toMatchObject({
      Type: 'Map',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      ItemReader: { ReaderConfig: { InputType: 'JSON' }, Parameters: { 'Key.$': '$.sets' } },
      ResultWriter: { Parameters: { 'Prefix.$': '$.run' } },
      MaxConcurrencyPath: '$.concurrency',
      ToleratedFailurePercentage: 25,
    })
    expect(TimeoutSeconds).toBe(2 * 24 * 3600)
  })

  test('tries a set three times, waits for its turn when throttled, and never tries with other code', () => {
    const { Retry } = JSON.parse(text).States['Each set'].ItemProcessor.States.Replay
    expect(Retry).toMatchObject([
      { ErrorEquals: ['OtherRelease'], MaxAttempts: 0 },
      {
        ErrorEquals: expect.arrayContaining(['Lambda.TooManyRequestsException']),
        MaxAttempts: 30,
        JitterStrategy: 'FULL',
      },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2, JitterStrategy: 'FULL' },
    ])
  })
})
