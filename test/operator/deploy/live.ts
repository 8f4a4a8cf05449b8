import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPlan, recordOf } from '../../../infra/stacks/planned.ts'
import { readSettingsFile } from '../../../infra/stacks/settings-file.ts'
import { anAws } from '../an-aws.ts'

/** A file of live's that says what a desk may say, and what it says. */
export const settings = {
  QT_PAPER_TRADING: false,
  STAGING_MODE: false,
  QT_MAX_POSITIONS: 2,
  QT_SYMBOLS: ['ETHUSDT', 'SOLUSDT'],
}
export const file = join(mkdtempSync(join(tmpdir(), 'qt-settings-')), 'live.json')
writeFileSync(file, JSON.stringify({ alarmEmail: 'desk@example.com', egress: 'fixed', settings }))

/** What a deploy by this file would deploy, with the shell's variables over it. */
export const plan = (shell: Readonly<Record<string, string>> = {}) =>
  readPlan('live', shell, { accept: 'loosened' }, readSettingsFile('live', file))

/** As it was deployed, by a shell that said otherwise. */
export const outputs = recordOf(plan({ QT_MAX_POSITIONS: '1', QT_DEFAULT_LEVERAGE: '40' }))
/** As a release before this one left it, with the shell's variables of then. */
export const formerly = {
  Settings: '{"QT_PAPER_TRADING":"false","STAGING_MODE":"false","QT_MAX_POSITIONS":"2"}',
  EgressAddress: '203.0.113.7',
}

export const deployed = { Deployment: 'live', TableName: 'table', EgressAddress: '203.0.113.7' }
/** An AWS where that is deployed. */
export const liveAws = () =>
  anAws({ stacks: { 'QuantumTrader-live-App': { ...outputs, ...deployed } }, alarms: [] })
