import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { qt } from './a-desk.ts'

/** CloudFormation as far as it is asked: one stack is there, none other. */
let cloudFormation: Server
let url: string
const asked: { readonly authorization: string; readonly body: string }[] = []

beforeAll(async () => {
  cloudFormation = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    asked.push({ authorization: String(request.headers.authorization), body })
    const known = new URLSearchParams(body).get('StackName') === 'QuantumTrader-paper-App'
    response.writeHead(known ? 200 : 400).end(known ? described : missing)
  })
  await new Promise<void>(resolve => cloudFormation.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}`
})
afterAll(() => new Promise(resolve => cloudFormation.close(resolve)))

const outputs = { TableName: 'table', Deployment: 'paper', Settings: '{"QT_DEFAULT_LEVERAGE":"7"}' }
const members = Object.entries(outputs)
  .map(
    ([name, value]) =>
      `<member><OutputKey>${name}</OutputKey><OutputValue>${value.replaceAll('"', '&quot;')}</OutputValue></member>`,
  )
  .join('')
const described = `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs>${members}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`
const missing =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id QuantumTrader-live-App does not exist</Message></Error></ErrorResponse>'

const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-operator' }
const aws = () => ({ ...keys, AWS_REGION: 'ap-northeast-1', AWS_ENDPOINT_URL_CLOUDFORMATION: url })

test('a deployed stack is found through its outputs, with a signed request', async () => {
  const { code, out } = await qt(['config', '--env', 'paper'], aws())
  expect(out).toMatch(/QT_DEFAULT_LEVERAGE +7 +the stack/)
  expect(out).toMatch(/QT_SL_PCT +0\.02 +default/)
  expect(code).toBe(0)
  expect(asked[0]?.body).toBe('Action=DescribeStacks&Version=2010-05-15&StackName=QuantumTrader-paper-App')
  expect(asked[0]?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/ap-northeast-1\/cloudformation\/aws4_request/,
  )
})

test('a setting that this shell would deploy otherwise is warned about', async () => {
  const { out } = await qt(['config'], { ...aws(), QT_DEFAULT_LEVERAGE: '20' })
  expect(out).toContain('QT_DEFAULT_LEVERAGE is 20 in this shell, but 7 is deployed')
})

test('a wrong environment is named, with what to do', async () => {
  const { code, err } = await qt(['doctor', '--env', 'live'], aws())
  expect(err).toContain('there is no stack QuantumTrader-live-App')
  expect(err).toContain('--env paper, demo or live')
  expect(code).toBe(2)
})

test('an environment that cannot be is refused before anything is asked', async () => {
  const { code, err } = await qt(['doctor', '--env', 'staging'], aws())
  expect(err).toContain('Allowed choices are paper, demo, live')
  expect(code).toBe(2)
})

test('missing credentials are said in one line, with what to do', async () => {
  const { code, err } = await qt(['positions'], { AWS_REGION: 'ap-northeast-1' })
  expect(err).toContain('there are no AWS credentials')
  expect(err).toContain('--profile')
  expect(code).toBe(3)
})

test('a missing region is said so', async () => {
  const { code, err } = await qt(['positions'], keys)
  expect(err).toContain('no AWS region is named')
  expect(code).toBe(3)
})

test('errors are JSON under --json, and hold no secret', async () => {
  const { code, err, out } = await qt(['doctor', '--env', 'live', '--json'], aws())
  expect(JSON.parse(err)).toMatchObject({ error: expect.stringContaining('no stack'), exitCode: 2 })
  expect(out + err).not.toContain(keys.AWS_SECRET_ACCESS_KEY)
  expect(code).toBe(2)
})

test('a local stack that does not run is said so', async () => {
  const { code, err } = await qt(['positions', '--local=/nonexistent/local.json'])
  expect(err).toContain('npm run local')
  expect(code).toBe(3)
})

test('outputs can come from the file that cdk deploy wrote', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'qt-outputs-')), 'outputs.json')
  writeFileSync(file, JSON.stringify({ 'QuantumTrader-demo-App': { ...outputs, Deployment: 'demo' } }))
  const found = await qt(['config', '--env', 'demo', '--outputs', file], { ...keys, AWS_REGION: 'eu-west-1' })
  expect(found.out).toMatch(/QT_DEFAULT_LEVERAGE +7 +the stack/)
  const other = await qt(['config', '--env', 'live', '--outputs', file])
  expect(other.err).toContain('it has those of QuantumTrader-demo-App')
  expect(other.code).toBe(2)
})

test('the shell’s settings are worked out without asking anybody', async () => {
  const { code, out } = await qt(['config', '--shell', '--json'], { QT_DEFAULT_LEVERAGE: '5' })
  expect(JSON.parse(out).consequences).toMatchObject({ leverage: 5, winRateToBreakEven: '0.5000' })
  expect(code).toBe(0)
  const wrong = await qt(['config', '--shell'], { QT_DEFAULT_LEVERAGE: '500' })
  expect(wrong.err).toContain('a whole number from 1 to 125')
  expect(wrong.code).toBe(2)
})

const commands = [
  ...['config', 'doctor', 'positions', 'orders', 'account', 'explain', 'signal'],
  ...['close', 'flatten', 'cancel-all', 'halt', 'resume', 'report', 'completion'],
]

test('every command has help with examples, and every shell a completion', async () => {
  const help = await qt(['--help'])
  expect(help.code).toBe(0)
  expect(help.out).toContain('Exit codes: 0 yes or done')
  for (const name of commands) expect(help.out).toContain(`  ${name} `)
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { out } = await qt(['completion', shell])
    for (const name of commands) expect(out).toContain(name)
  }
  for (const name of ['signal', 'explain', 'cancel-all']) {
    expect((await qt(['help', name])).out).toContain('Examples:')
  }
  expect((await qt(['completion', 'tcsh'])).code).toBe(2)
  expect((await qt(['postions'])).err).toContain('Did you mean positions')
})
