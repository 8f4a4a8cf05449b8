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
import { aDemo } from '../rehearsal/a-demo.ts'
import { aCloudWatch } from './a-cloudwatch.ts'
import { aCoin, aLabWeek, deployment, endOf, hindsight, type LabWeek } from './a-lab-week.ts'
import { hourMs } from './a-week.ts'

/** The file of a rehearsal that passed. */
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
// Nothing is deployed here: live's file on this machine does not matter to the test.
writeFileSync(terms, JSON.stringify({ rehearsalDays: 30, atStake: '1000000000000' }))

/** Evaluates the week from the functions' counts in CloudWatch, with these changes of alarms. */
async function evaluated({ connection, counted }: LabWeek, changes: readonly AlarmChange[] = []) {
  const cloudWatch = aCloudWatch(changes, deployment)
  for (const { name, by, at, value } of counted) cloudWatch.count(name, by, at, value)
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

/** No day's loss ends the week early, and no stop ends a position early. */
const roomy = { QT_MAX_DAILY_LOSS: '100000', QT_EMERGENCY_PCT: '0.4' }
const notYet = (...criteria: readonly string[]) => criteria.map(criterion => [criterion, 'not yet'])

test('seven days of earning signals, made with hindsight, pass every criterion, and one alarm fails them', async () => {
  const week = await aLabWeek({ days: 7, environment: roomy, signals: hindsight })
  const good = await evaluated(week)
  expect(good.against).toEqual([])
  expect(good.exitCode).toBe(0)
  expect(good.drawn).toContain('Every criterion passes (12).')
  expect(good.found('statement')).toBe('42 of 42 results equal')
  expect(good.found('expectancy')).toMatch(
    /^3\.\d\d % of margin .* 95 % between 3\.\d\d % and .*; 42 trades$/,
  )
  expect(await lastEvaluation(week.connection)).toMatchObject({ verdict: 'pass', release: manifest.version })

  const at = week.connection.stack.clock.now() - hourMs
  const on: AlarmChange = { id: 'AlarmsSilentWatch0A1B2C3D', state: 'ALARM', at, actions: [] }
  const bad = await evaluated(week, [on])
  expect(bad.against).toEqual([['alarms', 'fail']])
  expect(bad.exitCode).toBe(1)
  expect(bad.found('alarms')).toContain('2 alarms, 1 on (SilentWatch)')
  expect(Math.max(...bad.drawn.split('\n').map(line => stripVTControlCharacters(line).length))).toBeLessThan(
    101,
  )
  expect(await lastEvaluation(week.connection)).toMatchObject({ verdict: 'fail' })
})

test('seven days of a coin at the highest leverage fail by their result, and another client’s trades by the statement', async () => {
  const environment = { ...roomy, QT_SL_PCT: '0.2' }
  const week = await aLabWeek({ days: 7, environment, signals: aCoin })
  const tossed = await evaluated(week)
  expect(tossed.against).toEqual(['expectancy', 'drawdown'].map(criterion => [criterion, 'fail']))
  expect(tossed.exitCode).toBe(1)
  expect(tossed.found('expectancy')).toMatch(/^-1\d\.\d\d % of margin .* between -1\d\.\d\d % and -\d/)

  const exchange = await week.connection.exchange()
  for (const side of ['BUY', 'SELL'] as const) {
    const order = { symbol: 'ETHUSDT', clientId: `web_${side}`, type: 'MARKET', side, quantity: '0.5' }
    expect(await exchange.place({ ...order, reduceOnly: false } as never)).toMatchObject({
      outcome: 'accepted',
    })
  }
  const { against, found } = await evaluated(week)
  expect(against).toEqual(['expectancy', 'drawdown', 'statement'].map(criterion => [criterion, 'fail']))
  expect(found('statement')).toMatch(
    /^41 of 41 results equal; [\d.]+ moved for no position of this deployment/,
  )
})

test('a day is too short to tell, but a watch that died in it fails at once', async () => {
  const short = { days: 1, environment: roomy, signals: hindsight }
  const early = await evaluated(await aLabWeek(short))
  expect(early.against).toEqual(notYet('evaluated', 'expectancy'))
  expect(early.exitCode).toBe(5)

  const dead = await evaluated(await aLabWeek({ ...short, diesAt: endOf(1) - 2 * hourMs }))
  expect(dead.against).toEqual([['watched', 'fail'], ...notYet('evaluated', 'expectancy')])
  expect(dead.exitCode).toBe(1)
  expect(dead.found('watched')).toContain('longest silence 177 min, from 2025-02-03 22:00:00 UTC')
})
