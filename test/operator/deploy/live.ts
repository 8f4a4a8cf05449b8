import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPlan, recordOf } from '../../../infra/stacks/planned.ts'
import { readSettingsFile } from '../../../infra/stacks/settings-file.ts'
import { anAws } from '../an-aws.ts'

/** A file of live with a desk's usual settings, and its content. */
export const settings = {
  QT_PAPER_TRADING: false,
  STAGING_MODE: false,
  QT_MAX_POSITIONS: 2,
  QT_SYMBOLS: ['ETHUSDT', 'SOLUSDT'],
}
export const file = join(mkdtempSync(join(tmpdir(), 'qt-settings-')), 'live.json')
writeFileSync(file, JSON.stringify({ alarmEmail: 'desk@example.com', egress: 'fixed', settings }))

/** What a deploy from this file deploys, with the shell's variables over it. */
export const plan = (shell: Readonly<Record<string, string>> = {}) =>
  readPlan('live', shell, { accept: 'loosened' }, readSettingsFile('live', file))

/** As it was deployed, by a shell with other settings. */
export const outputs = recordOf(plan({ QT_MAX_POSITIONS: '1', QT_DEFAULT_LEVERAGE: '40' }))
/** As an earlier release left it, with the shell's variables of that time. */
export const formerly = {
  Settings: '{"QT_PAPER_TRADING":"false","STAGING_MODE":"false","QT_MAX_POSITIONS":"2"}',
  EgressAddress: '203.0.113.7',
}

export const deployed = { Deployment: 'live', TableName: 'table', EgressAddress: '203.0.113.7' }
/** An AWS account with that deployment. */
export const liveAws = () =>
  anAws({ stacks: { 'QuantumTrader-live-App': { ...outputs, ...deployed } }, alarms: [] })
