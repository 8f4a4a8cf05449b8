import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { agreeOn } from '../../../infra/operator/deploy/agreed.ts'
import { cdkArguments } from '../../../infra/operator/deploy/cdk.ts'
import {
  acceptContext,
  afterPreparing,
  egressContext,
  moveOf,
  withEgress,
} from '../../../infra/operator/deploy/egress.ts'
import { recordedIn } from '../../../infra/operator/deploy/recorded.ts'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { readPlan, recordOf } from '../../../infra/stacks/planned.ts'
import { anAws } from '../an-aws.ts'
import { qt } from '../an-operator.ts'
import { file, plan, settings } from './live.ts'

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

  test('takes two deploys, and qt tells the CDK which of them runs', () => {
    const first = { egress: 'prepared', accept: 'loosened' }
    expect(from('any', 'fixed')).toEqual({ move: 'prepare', context: first })
    expect(from('prepared', 'fixed')).toEqual({ move: 'switch', context: { accept: 'address' } })
    expect(from('fixed', 'any').move).toBe('leave')
    expect(from('prepared', 'any').move).toBe('leave')
    expect(from('fixed', 'prepared').move).toBe('step-back')
    expect(from('fixed', 'fixed').move).toBeUndefined()
    expect(moveOf(undefined, plan())).toBeUndefined()
  })

  test('is accepted by the CDK after qt’s proof, and without it once the file has the address', () => {
    const proven = { address: '203.0.113.7' }
    const accepted = { accept: 'address' }
    expect([from('fixed', 'fixed').context, from('fixed', 'fixed', proven).context]).toEqual([accepted, {}])
    expect(from('fixed', 'any', proven)).toEqual({ move: 'leave', context: accepted })
    expect(from('fixed', 'prepared', proven)).toEqual({ move: 'step-back', context: accepted })
    // The file was written by a deployment that no longer exists.
    const again = from('any', 'fixed', proven).context
    expect(again).toEqual({ egress: 'prepared', accept: 'loosened,address' })
  })

  test('is proven before qt asks the operator, and once more after a yes', async () => {
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

  test('passes the CDK’s check of looser values only with --accept', () => {
    const choices = { egress: 'prepared', accept: 'loosened' }
    expect(readDeployment('live', shell, choices, fileOf('fixed')).egress).toBe('prepared')
    expect(() => readDeployment('live', shell, { egress: 'prepared' }, fileOf('fixed'))).toThrow(/looser/)
  })

  test('gives the address up first in the App stack, which uses it', () => {
    const wish = { env: 'live', context: {}, unasked: false, only: 'QuantumTrader-live-App' }
    expect(cdkArguments(wish)).toEqual([
      'deploy',
      'QuantumTrader-live-App',
      '--exclusively',
      '-c',
      'env=live',
    ])
  })

  test('is shown before qt asks, with what to do between its steps', async () => {
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
  ])('takes no step %s if the stack cannot be asked', async (_, deployed, wanted) => {
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
