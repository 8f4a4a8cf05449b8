import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { AlarmChange } from '../../../infra/local/alarms/alarm-desk.ts'
import { evaluate } from '../../../infra/operator/commands/evaluate.ts'
import type { Criterion } from '../../../infra/operator/evaluate/criterion.ts'
import { lastEvaluation } from '../../../infra/operator/evaluate/kept.ts'
import manifest from '../../../package.json' with { type: 'json' }
import { deployment } from '../../in-process/system.ts'
import { aDemo } from '../rehearsal/a-demo.ts'
import { aCloudWatch } from './a-cloudwatch.ts'
import { aPlayedWeek, type PlayedWeek } from './a-played-week.ts'
import { hourMs, minuteMs } from './a-week.ts'

/** The file of one that passed. */
let rehearsal: string
beforeAll(async () => {
  const demo = await aDemo()
  await demo.rehearse()
  await demo.close()
  rehearsal = demo.file
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const terms = join(mkdtempSync(join(tmpdir(), 'qt-terms-')), 'terms.json')
// Nothing is deployed here: what live's file says on this machine is no matter of the test.
writeFileSync(terms, JSON.stringify({ rehearsalDays: 30, atStake: '1000000000000' }))

/** Evaluates it where the watch looked in each minute but for the silent ones, and these alarms changed. */
async function evaluated(
  { system, connection, from }: PlayedWeek,
  {
    changes = [],
    silent = () => false,
  }: Partial<{ changes: readonly AlarmChange[]; silent: (at: number) => boolean }> = {},
) {
  const cloudWatch = aCloudWatch(changes, deployment)
  const now = system.clock.now()
  for (let at = from - hourMs; at < now; at += minuteMs)
    if (!silent(at)) cloudWatch.count('Tick', 'survey', at, 6)
  cloudWatch.count('OrderSwept', 'survey', now - hourMs, system.told.count('OrderSwept'))
  cloudWatch.count('InvariantBroken', 'inspect', now - hourMs, system.told.count('InvariantBroken'))
  cloudWatch.count('NakedTime', 'executor', now - hourMs, 300)
  const door = await cloudWatch.serve()
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', door.url)
  vi.stubEnv('AWS_REGION', 'ap-northeast-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  const { data, exitCode, text } = await evaluate(connection, { rehearsal, terms })
  await door.close()
  const { criteria } = data as { readonly criteria: readonly Criterion[] }
  const against = criteria.filter(({ verdict }) => verdict !== 'pass')
  const drawn = typeof text === 'string' ? text : text(100)
  const found = (name: string) => criteria.find(({ criterion }) => criterion === name)?.found
  return { exitCode, against: against.map(({ criterion, verdict }) => [criterion, verdict]), drawn, found }
}

test('a week of positions that win passes whole, from table, CloudWatch, exchange and the rehearsal’s file', async () => {
  const week = await aPlayedWeek([110, 250, 420])
  const good = await evaluated(week)
  expect(good.against).toEqual([])
  expect(good.exitCode).toBe(0)
  expect(good.drawn).toContain('Every criterion passes (12).')
  expect(good.found('statement')).toBe('35 of 35 results equal')
  expect(await lastEvaluation(week.connection)).toMatchObject({ verdict: 'pass', release: manifest.version })

  const now = week.system.clock.now()
  const on: AlarmChange = { id: 'AlarmsSilentWatch0A1B2C3D', state: 'ALARM', at: now - hourMs, actions: [] }
  const silent = (at: number) => at > now - 2 * hourMs && at < now - hourMs
  const bad = await evaluated(week, { changes: [on], silent })
  expect(bad.against).toEqual([
    ['watched', 'fail'],
    ['alarms', 'fail'],
  ])
  expect(bad.exitCode).toBe(1)
  expect(Math.max(...bad.drawn.split('\n').map(line => stripVTControlCharacters(line).length))).toBeLessThan(
    101,
  )
  expect(bad.found('alarms')).toContain('2 alarms, 1 on (SilentWatch)')
  expect(await lastEvaluation(week.connection)).toMatchObject({ verdict: 'fail' })

  const early = await evaluated(week, { silent: at => at < now - 20 * hourMs })
  expect(early.against).toEqual(
    ['watched', 'alarms', 'evaluated', 'expectancy'].map(criterion => [criterion, 'not yet']),
  )
  expect(early.exitCode).toBe(5)
})

test('a week of positions that lose fails by what they made, and a client beside them by the statement', async () => {
  const week = await aPlayedWeek([-20, -120])
  const { exchange } = week.system
  for (const side of ['BUY', 'SELL'] as const) {
    const order = { symbol: 'BTCUSDT', clientId: `web_${side}`, type: 'MARKET', side, quantity: '0.01' }
    expect(await exchange.place({ ...order, reduceOnly: false } as never)).toMatchObject({
      outcome: 'accepted',
    })
  }
  const { against, exitCode, found } = await evaluated(week)
  expect(against).toEqual(['expectancy', 'drawdown', 'statement'].map(criterion => [criterion, 'fail']))
  expect(exitCode).toBe(1)
  expect(found('statement')).toMatch(
    /^35 of 35 results equal; [\d.]+ moved for no position of this deployment/,
  )
})
