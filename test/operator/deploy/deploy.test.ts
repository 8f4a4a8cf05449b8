import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cdkArguments } from '../../../infra/operator/deploy/cdk.ts'
import { onTerminal, qt, qtAlone } from '../an-operator.ts'
import { file, liveAws } from './live.ts'

let aws: Awaited<ReturnType<typeof liveAws>>
beforeAll(async () => {
  aws = await liveAws()
})
afterAll(() => aws.close())

const deploy = (args: readonly string[], shell: Readonly<Record<string, string>> = {}, run = qt) =>
  run(['deploy', '--env', 'live', '--file', file, ...args], { ...aws.environment, ...shell })

describe.concurrent('qt deploy', () => {
  test('--diff shows the changes in the file’s region, and exits 1 if there are any', async () => {
    const { code, out } = await deploy(['--diff'])
    expect(out).toContain('2 values change. 1 of them looser, marked with !.')
    expect(out).toMatch(/^! QT_MAX_POSITIONS: 1 → 2 \(the file\); looser: more positions/m)
    expect(out).toMatch(/^ {2}QT_DEFAULT_LEVERAGE: 40 → 30 \(default\)$/m)
    expect(code).toBe(1)
    expect(aws.asked[0]?.authorization).toContain('/ap-northeast-1/cloudformation/')
  })

  test('--diff exits 0 without changes, and says if nothing is deployed yet', async () => {
    const same = { QT_MAX_POSITIONS: '1', QT_DEFAULT_LEVERAGE: '40' }
    const [nothing, demo] = await Promise.all([
      deploy(['--diff', '--json'], same),
      qt(['deploy', '--diff', '--env', 'demo', '--file', 'none'], {
        ...aws.environment,
        QT_PAPER_TRADING: 'false',
        STAGING_MODE: 'true',
        QT_ALARM_EMAIL: 'none',
      }),
    ])
    expect(nothing.json()).toMatchObject({ deployed: true, changes: [] })
    expect(nothing.code).toBe(0)
    expect(demo.out).toContain('nothing is deployed there yet')
    expect(demo.code).toBe(1)
  })

  test('asks first, and takes silence for no', async () => {
    const [unasked, declined] = await Promise.all([
      deploy([]),
      onTerminal(`deploy --env live --file ${file}`, aws.environment, 'no\n'),
    ])
    expect(unasked.err).toContain('QT_MAX_POSITIONS: 1 → 2')
    expect(unasked.err).toContain('--yes')
    expect(unasked.code).toBe(2)
    expect(declined.out).toContain('nothing was done')
    expect(declined.code).toBe(4)
  })

  test('--yes does not carry a looser shell into real money', async () => {
    const { code, err } = await deploy(['--yes'], { QT_SYMBOLS: 'any' })
    expect(err).toContain('QT_SYMBOLS: ETHUSDT,SOLUSDT → any, more symbols are traded')
    expect(err).toContain('--accept loosened')
    expect(code).toBe(2)
  })

  test('refuses impossible settings before any request', async () => {
    const { code, err } = await deploy(['--diff'], { QT_PAPER_TRADING: 'true' })
    expect(err).toContain('choose the paper venue')
    expect(code).toBe(2)
  })

  test('runs the project’s own CDK with the project’s Node, and passes its failure on', async () => {
    // The CDK takes its app from this variable; this one prints its context, and fails.
    const says = "console.error('told', process.version, process.env.CDK_CONTEXT_JSON); process.exit(7)"
    const app = { CDK_APP: `node -e "${says}"`, CI: '' }
    // The CDK writes where the tool writes.
    const shell = { QT_SYMBOLS: 'any', ...app }
    const { code, out, err } = await deploy(['--yes', '--accept', 'loosened'], shell, qtAlone)
    expect(err).toMatch(new RegExp(`told ${process.version} .*"accept":"loosened,address"`))
    expect(err).toMatch(/"env":"live"/)
    expect(err).toContain('cdk deploy ended with exit code 1')
    expect(out).toBe('')
    expect(code).toBe(1)
  })
})

test('the CDK asks about wider rights, unless told not to ask', () => {
  const wish = { env: 'live', context: { region: 'eu-central-1' }, unasked: false }
  const said = ['deploy', '--all', '-c', 'env=live', '-c', 'region=eu-central-1']
  expect(cdkArguments(wish)).toEqual(said)
  const unasked = { ...wish, profile: 'trading', unasked: true }
  expect(cdkArguments(unasked)).toEqual([...said, '--profile', 'trading', '--require-approval', 'never'])
})
