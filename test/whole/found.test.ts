import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPlan } from '../../infra/local/play/plan.ts'
import { play } from '../../infra/local/play/play.ts'
import { openConnection } from '../../infra/operator/connect/connection.ts'
import { readMeasuredMinute } from '../../infra/operator/page/read/measured.ts'
import { stackAlarms } from '../../infra/operator/stack-alarms.ts'
import { aSignal, at, folder, sample, signalsFile } from './market.ts'

test('who finds a run by its file is told of its alarms, and of what its functions measured', async () => {
  const signals = signalsFile('found', [aSignal('01:00:30')])
  const window = { from: at('01:00:00'), to: at('01:04:00') }
  const plan = readPlan({
    ...{ klines: [sample], funding: [], signals, ...window, path: 'adverse-first', environment: {} },
  })
  const file = join(folder, 'found.json')
  const seen: unknown[] = []
  await play(plan, {
    speed: Number.POSITIVE_INFINITY,
    screen: { note: () => {}, end: () => {} },
    found: { by: file, onFound: () => void seen.push(existsSync(file)) },
    async onPlayed() {
      const connection = await openConnection({ env: 'paper', local: file }, () => {})
      const alarms = await stackAlarms(connection)
      seen.push(
        alarms.length > 10,
        alarms.filter(({ state }) => state === 'ALARM'),
      )
      seen.push(await readMeasuredMinute(connection))
    },
  })
  expect(seen).toEqual([true, true, [], expect.objectContaining({ ticks: expect.any(Number) })])
  expect(existsSync(file)).toBe(false)
})
