import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anAws } from './an-aws.ts'
import { qt } from './an-operator.ts'
import { keys } from './operator-keys.ts'

const outputs = {
  Deployment: 'paper',
  Settings: '{"QT_DEFAULT_LEVERAGE":"7"}',
  TableName: 'table',
  SecretId: 'secret',
  SignalQueueUrl: 'https://sqs.us-east-1.amazonaws.com/111111111111/signals',
}
const stopped = {
  AlarmName: 'QuantumTrader-paper-App-AlarmsWatchStopped4F2A0B1C-x1',
  StateValue: 'ALARM',
  StateTransitionedTimestamp: Date.now() / 1000 - 7_200,
  AlarmDescription: 'The watch does not look at the positions: read its log group',
} as const
const together = {
  AlarmName: 'QuantumTrader-paper-App-LookNow',
  StateValue: 'ALARM',
  AlarmRule: 'ALARM(one) OR ALARM(another)',
} as const
const failing = {
  AlarmName: 'QuantumTrader-paper-App-AlarmsCloseFailed770A1B2C-x2',
  StateValue: 'ALARM',
} as const

/** Any client that knows the webhook’s address can set this alarm off. */
const refused = {
  AlarmName: 'QuantumTrader-paper-App-AlarmsTokenRefused1A2B3C4D-x5',
  StateValue: 'ALARM',
} as const

let aws: Awaited<ReturnType<typeof anAws>>
beforeAll(async () => {
  aws = await anAws({
    stacks: { 'QuantumTrader-paper-App': outputs },
    alarms: [
      stopped,
      { ...stopped, AlarmName: 'QuantumTrader-live-App-WatchStopped-x3' },
      { ...stopped, AlarmName: 'SomebodyElses' },
      { AlarmName: 'QuantumTrader-paper-App-Well-x4', StateValue: 'OK' },
      failing,
      refused,
      together,
    ],
  })
})
afterAll(() => aws.close())

describe.concurrent('a deployed stack', () => {
  test('is found through its outputs, with a signed request', async () => {
    const { code, out } = await qt(['config'], aws.environment)
    expect(out).toMatch(/QT_DEFAULT_LEVERAGE +7 +the stack/)
    expect(out).toMatch(/QT_SL_PCT +0\.02 +default/)
    expect(code).toBe(0)
    const described = aws.asked.find(({ body }) => body.endsWith('StackName=QuantumTrader-paper-App'))
    expect(described?.body).toMatch(/^Action=DescribeStacks&/)
    expect(described?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/ap-northeast-1\//,
    )
  })

  test('that does not exist is reported, with what to do', async () => {
    const { code, err } = await qt(['doctor', '--env', 'live'], aws.environment)
    expect(err).toContain('there is no stack QuantumTrader-live-App in this account and region')
    expect(err).toContain('--env paper, demo or live')
    expect(code).toBe(2)
  })

  test('has all its alarms, and no other stack’s, in the doctor', async () => {
    const doctor = await qt(['doctor', '--json'], aws.environment)
    const checks: readonly { readonly check: string }[] = doctor.json().checks
    expect(checks.filter(({ check }) => check === 'alarms')).toEqual([
      { check: 'alarms', state: 'failure', found: 'WatchStopped', todo: stopped.AlarmDescription },
      expect.objectContaining({ state: 'failure', found: 'CloseFailed' }),
      expect.objectContaining({ state: 'warning', found: 'TokenRefused' }),
      expect.objectContaining({ state: 'failure', found: 'LookNow' }),
    ])
    expect(checks.find(({ check }) => check === 'stack region')).toMatchObject({ state: 'failure' })
    expect(checks.find(({ check }) => check === 'account')).toMatchObject({
      state: 'failure',
      found: expect.stringContaining('not authorized'),
    })
    expect(checks.find(({ check }) => check === 'concurrency')).toMatchObject({
      state: 'failure',
      found: '19 at once at most; the account has 10, of which 10 are left to this deployment',
    })
    expect(doctor.code).toBe(1)
    expect(doctor.out + doctor.err).not.toContain(keys.AWS_SECRET_ACCESS_KEY)
  })

  test('has its alarms listed, active ones first with what to do', async () => {
    const [drawn, asJson] = await Promise.all([
      qt(['alarms'], aws.environment),
      qt(['alarms', '--json'], aws.environment),
    ])
    expect(drawn.out).toMatch(/│ WatchStopped +│ ! on +│ 2 h 0 min +│ The watch does not look .*log group/)
    expect(drawn.out).toMatch(/│ Well-x4 +│ off +│ — +│ — +│/)
    expect(drawn.out).toContain('4 of 5 are on.')
    expect(drawn.out).not.toContain('x3')
    const names = asJson.json().alarms.map(({ name }: { readonly name: string }) => name)
    expect(names).toEqual([
      failing.AlarmName,
      together.AlarmName,
      refused.AlarmName,
      stopped.AlarmName,
      'QuantumTrader-paper-App-Well-x4',
    ])
    expect([drawn.code, asJson.code]).toEqual([1, 1])
  })

  test('that these credentials may not read is reported', async () => {
    const { code, err } = await qt(['report'], aws.environment)
    expect(err).toContain('not authorized')
    expect(err).toContain('choose others with --profile')
    expect(code).toBe(3)
  })

  test('is found by the file that cdk deploy wrote', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'qt-outputs-')), 'outputs.json')
    writeFileSync(file, JSON.stringify({ 'QuantumTrader-demo-App': { ...outputs, Deployment: 'demo' } }))
    const [found, other] = await Promise.all([
      qt(['config', '--env', 'demo', '--outputs', file], { ...keys, AWS_REGION: 'eu-west-1' }),
      qt(['config', '--env', 'live', '--outputs', file]),
    ])
    expect(found.out).toMatch(/QT_DEFAULT_LEVERAGE +7 +the stack/)
    expect(other.err).toContain('it has those of QuantumTrader-demo-App')
    expect(other.code).toBe(2)
  })
})

test('the doctor of live reads paper’s evaluation, and goes on without it', async () => {
  const settings = '{"QT_PAPER_TRADING":"false","STAGING_MODE":"false"}'
  const live = { ...outputs, Deployment: 'live', Settings: settings }
  const both = await anAws({
    stacks: { 'QuantumTrader-paper-App': outputs, 'QuantumTrader-live-App': live },
    alarms: [],
  })
  const doctor = await qt(['doctor', '--env', 'live', '--json'], both.environment)
  await both.close()
  const checks: readonly { readonly check: string }[] = doctor.json().checks
  expect(checks.find(({ check }) => check === 'paper evaluated')).toMatchObject({
    state: 'warning',
    found: expect.stringMatching(/^it cannot be read: .*not authorized/),
    todo: expect.stringContaining('qt evaluate --env paper'),
  })
  expect(both.asked.map(({ body }) => body).join()).toContain('StackName=QuantumTrader-paper-App')
})

describe.concurrent('without a stack', () => {
  test('missing credentials are reported in one line, with what to do', async () => {
    const { code, err } = await qt(['positions'], { AWS_REGION: 'ap-northeast-1' })
    expect(err).toContain('there are no AWS credentials')
    for (const way of ['aws sso login', '--profile', 'AWS_ACCESS_KEY_ID', 'qt config --shell'])
      expect(err).toContain(way)
    expect(code).toBe(3)
  })

  test('the region is by default the one that a deploy goes to', async () => {
    const { code } = await qt(['config'], { ...aws.environment, AWS_REGION: undefined })
    expect(code).toBe(0)
    const signed = aws.asked.map(({ authorization }) => authorization)
    expect(new Set(signed.map(each => each?.split('/')[2]))).toEqual(new Set(['ap-northeast-1']))
  })

  test('a missing profile is reported', async () => {
    const { code, err } = await qt(['positions', '--profile', 'unknown'], { AWS_REGION: 'ap-northeast-1' })
    expect(err).toContain('no AWS credentials of a profile unknown')
    expect(err).toContain('--profile')
    expect(code).toBe(3)
  })

  test('a silent AWS is reported', async () => {
    const { code, err } = await qt(['account'], {
      ...aws.environment,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    })
    expect(err).toContain('AWS does not answer')
    expect(code).toBe(3)
  })

  test('a local stack that does not run is reported, as JSON too', async () => {
    const { code, err } = await qt(['positions', '--local=/nonexistent/local.json', '--json'])
    expect(JSON.parse(err)).toMatchObject({ todo: expect.stringContaining('npm run local'), exitCode: 3 })
    expect(code).toBe(3)
  })
})
