import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseEnvironmentFile } from '#settings/environment-file.ts'
import { effective, type Said } from '#settings/said.ts'
import { agreeOn } from '../../infra/operator/deploy/agreed.ts'
import { cdkArguments } from '../../infra/operator/deploy/cdk.ts'
import { changesOf } from '../../infra/operator/deploy/changes.ts'
import {
  acceptContext,
  afterPreparing,
  egressContext,
  moveOf,
  unsaidEgress,
  withEgress,
} from '../../infra/operator/deploy/egress.ts'
import { keepAddress } from '../../infra/operator/deploy/kept-address.ts'
import { recordedIn } from '../../infra/operator/deploy/recorded.ts'
import { fileText, saidToRepeat } from '../../infra/operator/deploy/written.ts'
import { readDeployment } from '../../infra/stacks/deployment.ts'
import { readPlan, recordOf } from '../../infra/stacks/planned.ts'
import { readSettingsFile } from '../../infra/stacks/settings-file.ts'
import { anAws } from './an-aws.ts'
import { onTerminal, qt } from './an-operator.ts'

const file = join(mkdtempSync(join(tmpdir(), 'qt-settings-')), 'live.json')
const settings = {
  QT_PAPER_TRADING: false,
  STAGING_MODE: false,
  QT_MAX_POSITIONS: 2,
  QT_SYMBOLS: ['ETHUSDT', 'SOLUSDT'],
}
writeFileSync(file, JSON.stringify({ alarmEmail: 'desk@example.com', egress: 'fixed', settings }))

const plan = (shell: Readonly<Record<string, string>> = {}) =>
  readPlan('live', shell, { accept: 'loosened' }, readSettingsFile('live', file))
const outputs = recordOf(plan({ QT_MAX_POSITIONS: '1', QT_DEFAULT_LEVERAGE: '40' }))
/** As a release before this one left it, with the shell's variables of then. */
const before = {
  Settings: '{"QT_PAPER_TRADING":"false","STAGING_MODE":"false","QT_MAX_POSITIONS":"2"}',
  EgressAddress: '203.0.113.7',
}

const deployed = { Deployment: 'live', TableName: 'table', EgressAddress: '203.0.113.7' }

let aws: Awaited<ReturnType<typeof anAws>>
beforeAll(async () => {
  aws = await anAws({
    stacks: { 'QuantumTrader-live-App': { ...outputs, ...deployed } },
    alarms: [],
  })
})
afterAll(() => aws.close())

const deploy = (args: readonly string[], shell: Readonly<Record<string, string>> = {}) =>
  qt(['deploy', '--env', 'live', '--file', file, ...args], { ...aws.environment, ...shell })

describe('what a deploy would change', () => {
  const changes = (recorded: Readonly<Record<string, string>>, shell = {}) =>
    changesOf(recordedIn(recorded, 'ap-northeast-1')?.values ?? {}, plan(shell).values)

  test('is nothing right after it, whatever was said', () => {
    const shell = { QT_ALARM_EMAIL: 'none', QT_LADDER: plan().values.QT_LADDER.value, QT_SYMBOLS: 'any' }
    expect(changes(recordOf(plan(shell)), shell)).toEqual([])
  })

  test('is told with where it comes from, and what of it is looser', () => {
    expect(changes(outputs)).toEqual([
      expect.objectContaining({ name: 'QT_DEFAULT_LEVERAGE', before: '40', after: '30', looser: undefined }),
      {
        name: 'QT_MAX_POSITIONS',
        before: '1',
        after: '2',
        from: 'the file',
        looser: 'more positions may lose at once',
      },
    ])
  })

  test('is compared with a release that recorded its settings only', () => {
    const told = changes(before).map(({ name, before, after, looser }) => [name, before, after, looser])
    expect(told).toEqual([
      ['QT_MAX_MARGIN_PER_TRADE', '5000', '20', undefined],
      ['QT_SYMBOLS', 'any', 'ETHUSDT,SOLUSDT', undefined],
      ['alarmEmail', undefined, 'desk@example.com', undefined],
    ])
  })

  test('counts as looser where this release does not know what was deployed', () => {
    const strange = { ...before, Settings: '{"QT_MARGIN_MODE":"portfolio"}' }
    const [mode] = changes(strange).filter(({ name }) => name === 'QT_MARGIN_MODE')
    expect(mode?.looser).toContain('does not know')
  })

  test('is not known of a stack that was never deployed whole', () => {
    expect(recordedIn({}, 'ap-northeast-1')).toBeUndefined()
    expect(recordedIn(undefined, 'ap-northeast-1')).toBeUndefined()
  })
})

describe.concurrent('qt deploy', () => {
  test('--diff shows it, in the file’s region, and says no where something changes', async () => {
    const { code, out } = await deploy(['--diff'])
    expect(out).toContain('2 values change. 1 of them looser, marked with !.')
    expect(out).toMatch(/^! QT_MAX_POSITIONS: 1 → 2 \(the file\); looser: more positions/m)
    expect(out).toMatch(/^ {2}QT_DEFAULT_LEVERAGE: 40 → 30 \(default\)$/m)
    expect(code).toBe(1)
    expect(aws.asked[0]?.authorization).toContain('/ap-northeast-1/cloudformation/')
  })

  test('--diff says yes where nothing changes, and that nothing is deployed where nothing is', async () => {
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

  test('asks, and takes no answer for no', async () => {
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

  test('what cannot be deployed is refused before anything is asked', async () => {
    const { code, err } = await deploy(['--diff'], { QT_PAPER_TRADING: 'true' })
    expect(err).toContain('choose the paper venue')
    expect(code).toBe(2)
  })

  test('has the project’s own CDK deploy with its Node, and passes its failure on', async () => {
    // The CDK takes its app from this variable; this one says what it was told, and fails.
    const says = "console.error('told', process.version, process.env.CDK_CONTEXT_JSON); process.exit(7)"
    const app = { CDK_APP: `node -e "${says}"`, CI: '' }
    const { code, out, err } = await deploy(['--yes', '--accept', 'loosened'], { QT_SYMBOLS: 'any', ...app })
    expect(err).toMatch(new RegExp(`told ${process.version} .*"accept":"loosened,address"`))
    expect(err).toMatch(/"env":"live"/)
    expect(err).toContain('cdk deploy ended with exit code 1')
    expect(out).toBe('')
    expect(code).toBe(1)
  })
})

describe('from where live asks Binance, where its file does not say', () => {
  const silent = { name: 'live.json', said: parseEnvironmentFile('live.json', JSON.stringify({ settings })) }
  const shell = { QT_ALARM_EMAIL: 'desk@example.com' }
  const deployed = (egress?: string) => {
    const recorded =
      egress &&
      recordedIn(recordOf(readPlan('live', shell, { egress, accept: 'loosened' }, silent)), 'ap-northeast-1')
    const planned = readPlan('live', shell, {}, withEgress('live', silent, recorded || undefined))
    const context = { ...egressContext(planned, silent), ...acceptContext(planned, silent) }
    return { told: unsaidEgress(planned, silent), context }
  }

  test('stays as it was deployed, and that is told', () => {
    const { told, context } = deployed('any')
    expect(told).toEqual([expect.stringMatching(/stays any, as it was deployed: .*"fixed" into live.json/)])
    expect(context).toEqual({ egress: 'any', accept: 'loosened' })
    expect(readDeployment('live', shell, context, silent).egress).toBe('any')
  })

  test('is one address in a new deployment, and in one that has it', () => {
    const asFixed = { told: [], context: { egress: 'fixed', accept: 'address' } }
    expect([deployed(), deployed('fixed')]).toEqual([asFixed, asFixed])
  })

  test('is asked of no other environment, and of no file that says it', () => {
    const demo = readPlan('demo', { ...shell, QT_PAPER_TRADING: 'false', STAGING_MODE: 'true' })
    expect([unsaidEgress(demo, silent), egressContext(demo, silent)]).toEqual([[], {}])
    const said = readSettingsFile('live', file)
    expect([unsaidEgress(plan(), said), egressContext(plan(), said)]).toEqual([[], {}])
    expect(withEgress('live', said, recordedIn(outputs))).toEqual(said)
  })
})

test('qt config says where each deployed value came from, and what a deploy from here would change', async () => {
  const config = await qt(['config', '--env', 'live', '--file', file], aws.environment)
  expect(config.out).toMatch(/QT_MAX_POSITIONS +1 +the stack, by the shell/)
  expect(config.out).toMatch(/QT_MAX_MARGIN_PER_TRADE +20 +the stack, by the live cap/)
  expect(config.out).toMatch(/QT_SYMBOLS +ETHUSDT,SOLUSDT +the stack, by the file/)
  expect(config.out).toMatch(/alarmEmail +desk@example.com +the stack, by the file/)
  expect(config.out).toMatch(/A deploy from here changes:\n.*\n! QT_MAX_POSITIONS: 1 → 2/)
  const refused = await qt(['config', '--env', 'live', '--json'], {
    ...aws.environment,
    QT_PAPER_TRADING: 'true',
  })
  expect(refused.json().warnings).toContainEqual(expect.stringContaining('a deploy from here is refused'))
  expect([config.code, refused.code]).toEqual([0, 0])
})

describe('the move to one address', () => {
  const shell = { QT_ALARM_EMAIL: 'desk@example.com' }
  const fileOf = (egress: string) => ({ name: 'live.json', said: { ...plan().file.said, egress } })
  const from = (deployed: string, wanted: string, proven = {}) => {
    const before = readPlan('live', shell, { accept: 'loosened' }, fileOf(deployed))
    const recorded = recordedIn(recordOf(before), 'ap-northeast-1')
    const file = { ...fileOf(wanted), ...proven }
    const planned = readPlan('live', shell, { accept: 'loosened' }, withEgress('live', file, recorded))
    const context = { ...egressContext(planned, file), ...acceptContext(planned, file) }
    return { move: moveOf(recorded, planned), context }
  }

  test('is made in two deploys, and the CDK is told which of them', () => {
    const first = { egress: 'prepared', accept: 'loosened' }
    expect(from('any', 'fixed')).toEqual({ move: 'prepare', context: first })
    expect(from('prepared', 'fixed')).toEqual({ move: 'switch', context: { accept: 'address' } })
    expect(from('fixed', 'any').move).toBe('leave')
    expect(from('prepared', 'any').move).toBe('leave')
    expect(from('fixed', 'prepared').move).toBe('step-back')
    expect(from('fixed', 'fixed').move).toBeUndefined()
    expect(moveOf(undefined, plan())).toBeUndefined()
  })

  test('is taken by the CDK where the deploy proved it, and needs no word once the file has the address', () => {
    const proven = { address: '203.0.113.7' }
    const accepted = { accept: 'address' }
    expect([from('fixed', 'fixed').context, from('fixed', 'fixed', proven).context]).toEqual([accepted, {}])
    expect(from('fixed', 'any', proven)).toEqual({ move: 'leave', context: accepted })
    expect(from('fixed', 'prepared', proven)).toEqual({ move: 'step-back', context: accepted })
    // The file was written by a deployment that is no more.
    const again = from('any', 'fixed', proven).context
    expect(again).toEqual({ egress: 'prepared', accept: 'loosened,address' })
  })

  test('is proven before it is asked about, and once more when the answer is yes', async () => {
    const asked: string[] = []
    const agree = (resumedMeanwhile: boolean) =>
      agreeOn([], { yes: true }, async () => {
        asked.push('proof')
        if (resumedMeanwhile && asked.length > 1) throw new Error('entries are not halted')
      })
    await expect(agree(true)).rejects.toThrow('not halted')
    expect(asked).toHaveLength(2)
    asked.length = 0
    await agree(false)
    expect(asked).toHaveLength(2)
    const unproven = agreeOn([], {}, () => Promise.reject(new Error('is open here')))
    await expect(unproven).rejects.toThrow('is open here')
  })

  test('takes from the CDK what it would not take by itself', () => {
    const choices = { egress: 'prepared', accept: 'loosened' }
    expect(readDeployment('live', shell, choices, fileOf('fixed')).egress).toBe('prepared')
    expect(() => readDeployment('live', shell, { egress: 'prepared' }, fileOf('fixed'))).toThrow(/looser/)
  })

  test('gives the address up in the App stack first, which uses it', () => {
    const wish = { env: 'live', context: {}, unasked: false, only: 'QuantumTrader-live-App' }
    expect(cdkArguments(wish)).toEqual([
      'deploy',
      'QuantumTrader-live-App',
      '--exclusively',
      '-c',
      'env=live',
    ])
  })

  test('is told before it is asked about, and what there is to do between its steps', async () => {
    const stack = { 'QuantumTrader-live-App': recordOf(readPlan('live', shell, {}, fileOf('any'))) }
    const { environment, close } = await anAws({ stacks: stack, alarms: [] })
    const { out } = await qt(['deploy', '--env', 'live', '--file', file, '--diff'], environment)
    await close()
    expect(out).toMatch(/^ {2}egress: any → prepared/m)
    expect(out).toContain('takes two deploys. This one makes the address')
    expect(afterPreparing('203.0.113.7', 'live')).toMatch(/203\.0\.113\.7.*qt halt.*deploy again/s)
  })

  test.each([
    ['on', 'prepared', 'fixed'],
    ['back', 'fixed', 'prepared'],
    ['out', 'fixed', 'any'],
  ])('is not made a step %s where the stack cannot be asked', async (_, deployed, wanted) => {
    const said = JSON.stringify({ alarmEmail: 'desk@example.com', egress: wanted, settings })
    const to = join(mkdtempSync(join(tmpdir(), 'qt-move-')), 'live.json')
    writeFileSync(to, said)
    const stack = {
      ...recordOf(readPlan('live', shell, { accept: 'loosened' }, fileOf(deployed))),
      ...{ Deployment: 'live', TableName: 'table', OperatorFunction: 'function' },
    }
    const { environment, close } = await anAws({ stacks: { 'QuantumTrader-live-App': stack }, alarms: [] })
    const { code, err } = await qt(['deploy', '--env', 'live', '--file', to, '--yes'], environment)
    await close()
    expect(err).toContain('not authorized')
    expect(code).toBe(3)
  })
})

describe('the address in the file', () => {
  const mine = join(mkdtempSync(join(tmpdir(), 'qt-address-')), 'live.json')
  const has = () => JSON.parse(readFileSync(mine, 'utf8'))
  const kept = (egress: string, address?: string, shell = {}) => {
    const file = readSettingsFile('live', mine)
    const said = { egress, accept: 'loosened' }
    return keepAddress(readPlan('live', shell, said, file), file, address)
  }

  test('is written after the deploy that proved it, and taken out after one that steps back or leaves', () => {
    const content = { alarmEmail: 'desk@example.com', egress: 'fixed', settings }
    writeFileSync(mine, JSON.stringify(content))
    expect(kept('prepared', '203.0.113.7')).toBeUndefined()
    expect(kept('fixed', '203.0.113.7')).toMatch(/"203\.0\.113\.7" is written into .*live.json: commit it/)
    expect(has()).toEqual({ ...content, address: '203.0.113.7' })
    expect(Object.keys(has()).at(-1)).toBe('settings')
    expect(readDeployment('live', {}, {}, readSettingsFile('live', mine)).egress).toBe('fixed')
    expect(kept('fixed', '203.0.113.7')).toBeUndefined()
    kept('fixed', '203.0.113.8')
    expect(has().address).toBe('203.0.113.8')
    expect(kept('prepared', '203.0.113.8')).toMatch(/taken out of .*: commit it/)
    expect(has()).toEqual(content)
    kept('fixed', '203.0.113.7')
    kept('any')
    expect(has()).toEqual(content)
  })

  test('is told where there is no file to write it into, and where that cannot be written', () => {
    const nowhere = readPlan('live', {}, {}, { name: 'no file', said: plan().file.said })
    expect(keepAddress(nowhere, nowhere.file, '203.0.113.7')).toContain('Write "address": "203.0.113.7" into')
    const file = { ...nowhere.file, path: join(mine, 'beneath-a-file') }
    expect(() => keepAddress(nowhere, file, '203.0.113.7')).toThrow(
      /live is deployed, but no file cannot be written/,
    )
  })

  test('stands in no file of paper', () => {
    const paper = readPlan('paper', {}, { egress: 'fixed' })
    expect(keepAddress(paper, paper.file, '203.0.113.7')).toBeUndefined()
  })
})

describe('qt config --write', () => {
  const written = (recorded: Readonly<Record<string, string>>, has: Said = {}) => {
    const found = recordedIn(recorded, 'ap-northeast-1')
    if (!found) throw new Error('expected a stack that was deployed')
    const text = fileText(saidToRepeat('live', found, has))
    const said = parseEnvironmentFile('live.json', text)
    return { said, changes: changesOf(found.values, effective('live', said, {})) }
  }

  test('leaves nothing that the next deploy would change, whatever was said, and where', () => {
    const shell = {
      QT_DEFAULT_LEVERAGE: '40',
      QT_LADDER: plan().values.QT_LADDER.value,
      STAGING_MODE: 'false',
    }
    expect(written(recordOf(plan())).changes).toEqual([])
    expect(written(recordOf(plan(shell))).changes).toEqual([])
    expect(written(recordOf(plan({ ...shell, QT_LADDER: 'fee-aware' }))).changes).toEqual([])
    expect(written(before, { alarmEmail: 'desk@example.com' }).changes).toEqual([
      expect.objectContaining({ name: 'alarmEmail', before: undefined }),
    ])
  })

  test('writes no cap of live that was in force, and the default that was before there was one', () => {
    expect(written(recordOf(plan())).said).not.toHaveProperty('QT_MAX_MARGIN_PER_TRADE')
    expect(written(before).said).toMatchObject({ QT_MAX_MARGIN_PER_TRADE: '5000', egress: 'fixed' })
  })

  test('writes the file once it is told yes', async () => {
    const other = join(mkdtempSync(join(tmpdir(), 'qt-settings-')), 'other.json')
    writeFileSync(other, '{"tags":{"team":"desk"}}')
    const write = (...args: string[]) =>
      qt(['config', '--env', 'live', '--write', '--file', other, ...args], aws.environment)
    const unasked = await write()
    expect([unasked.code, readFileSync(other, 'utf8')]).toEqual([2, '{"tags":{"team":"desk"}}'])
    expect((await write('--yes')).code).toBe(0)
    expect(JSON.parse(readFileSync(other, 'utf8'))).toMatchObject({
      alarmEmail: 'desk@example.com',
      egress: 'fixed',
      address: deployed.EgressAddress,
      settings: { QT_MAX_POSITIONS: '1', QT_DEFAULT_LEVERAGE: '40', QT_SYMBOLS: 'ETHUSDT,SOLUSDT' },
    })
  })
})

test('the CDK asks about rights that widen, unless it is not to ask', () => {
  const wish = { env: 'live', context: { region: 'eu-central-1' }, unasked: false }
  const said = ['deploy', '--all', '-c', 'env=live', '-c', 'region=eu-central-1']
  expect(cdkArguments(wish)).toEqual(said)
  const unasked = { ...wish, profile: 'trading', unasked: true }
  expect(cdkArguments(unasked)).toEqual([...said, '--profile', 'trading', '--require-approval', 'never'])
})
