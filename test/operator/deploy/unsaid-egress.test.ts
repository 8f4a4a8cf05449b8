import { describe, expect, test } from 'vitest'
import { parseEnvironmentFile } from '#settings/environment-file.ts'
import {
  acceptContext,
  egressContext,
  unsaidEgress,
  withEgress,
} from '../../../infra/operator/deploy/egress.ts'
import { recordedIn } from '../../../infra/operator/deploy/recorded.ts'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { readPlan, recordOf } from '../../../infra/stacks/planned.ts'
import { readSettingsFile } from '../../../infra/stacks/settings-file.ts'
import { file, outputs, plan, settings } from './live.ts'

describe('live’s egress, if its file does not set it,', () => {
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

  test('stays as it was deployed, and qt says so', () => {
    const { told, context } = deployed('any')
    expect(told).toEqual([expect.stringMatching(/stays any, as it was deployed: .*"fixed" into live.json/)])
    expect(context).toEqual({ egress: 'any', accept: 'loosened' })
    expect(readDeployment('live', shell, context, silent).egress).toBe('any')
  })

  test('is one address in a new deployment, and in one that has an address', () => {
    const asFixed = { told: [], context: { egress: 'fixed', accept: 'address' } }
    expect([deployed(), deployed('fixed')]).toEqual([asFixed, asFixed])
  })

  test('is decided for no other environment, and for no file that sets it', () => {
    const demo = readPlan('demo', { ...shell, QT_PAPER_TRADING: 'false', STAGING_MODE: 'true' })
    expect([unsaidEgress(demo, silent), egressContext(demo, silent)]).toEqual([[], {}])
    const said = readSettingsFile('live', file)
    expect([unsaidEgress(plan(), said), egressContext(plan(), said)]).toEqual([[], {}])
    expect(withEgress('live', said, recordedIn(outputs))).toEqual(said)
  })
})
