import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfiguration } from '#settings/configuration.ts'
import type { AlarmChange } from '../../../infra/local/alarms/alarm-desk.ts'
import { createMetricStore } from '../../../infra/local/alarms/metrics.ts'
import { evaluationOfPaper, judged } from '../../../infra/operator/doctor/evaluation.ts'
import { readFired } from '../../../infra/operator/evaluate/gather/alarm-history.ts'
import { readMeasured } from '../../../infra/operator/evaluate/gather/measured.ts'
import { pairsOf } from '../../../infra/operator/evaluate/gather/pairs.ts'
import { readRehearsal } from '../../../infra/operator/evaluate/gather/rehearsal.ts'
import { readStake } from '../../../infra/operator/evaluate/gather/stake.ts'
import { readTerms } from '../../../infra/operator/evaluate/read-terms.ts'
import { termsOffered } from '../../../infra/operator/evaluate/terms.ts'
import { shortName } from '../../../infra/operator/stack-alarms.ts'
import { anOpenPosition } from '../../domain/builders.ts'
import { aCloudWatch } from './a-cloudwatch.ts'
import { dayMs, hourMs, minuteMs, now, start } from './a-week.ts'

describe('CloudWatch’s data', () => {
  test('are read page by page: minutes of looks, sums of the judged days, the longest unprotected time', async () => {
    const { client, count, pages } = aCloudWatch()
    for (const at of [0, 10_000, 20_000, minuteMs, 3 * minuteMs]) count('Tick', 'survey', start + at, 1)
    count('Unprotected', 'inspect', start + minuteMs + 1, 1)
    count('Unprotected', 'inspect', start + minuteMs + 9_000, 1)
    count('NakedTime', 'executor', start + minuteMs, 240)
    count('NakedTime', 'inspect', start + minuteMs, 900)
    for (const label of ['executor', 'survey', 'inspect', 'close-cleanup'])
      count('InvariantBroken', label, start, 1)
    count('OrderSwept', 'survey', start, 2)
    count('OrderSwept', 'survey', start - 2 * hourMs, 7)
    count('EntryFailed', 'executor', start, 1)
    const read = await readMeasured(client, { deployment: 'paper', lookBackFrom: start - dayMs, now })
    expect(read(start)).toEqual({
      ticks: [
        { at: start, value: 3 },
        { at: start + minuteMs, value: 1 },
        { at: start + 3 * minuteMs, value: 1 },
      ],
      uncovered: [{ at: start + minuteMs, value: 2 }],
      ...{ invariantsBroken: 4, stopsMovedNaked: 0, ordersSwept: 2, entriesFailed: 1, signalsInvalid: 0 },
      longestNakedMs: 900,
    })
    expect(read(start - dayMs).ordersSwept).toBe(9)
    expect(pages()).toBeGreaterThan(1)
  })

  test('of another deployment are not counted', async () => {
    const { client, count } = aCloudWatch()
    count('Tick', 'survey', start, 1)
    const read = await readMeasured(client, { deployment: 'live', lookBackFrom: start - dayMs, now })
    expect(read(start).ticks).toEqual([])
    expect(read(start).longestNakedMs).toBeUndefined()
  })

  test('say when each alarm went on, composite ones too, but not when it went off', async () => {
    const changes: readonly AlarmChange[] = [
      { id: 'AlarmsSilentWatch0A1B2C3D', state: 'ALARM', at: start + hourMs, actions: [] },
      { id: 'LookNow', state: 'ALARM', at: start + hourMs + 1_000, actions: [] },
      { id: 'LookNow', state: 'OK', at: start + 2 * hourMs, actions: [] },
      { id: 'AlarmsSilentWatch0A1B2C3D', state: 'ALARM', at: start - dayMs, actions: [] },
    ]
    const asked = { deployment: 'paper', from: start, now }
    const fired = await readFired(aCloudWatch(changes).client, asked)
    expect(fired.map(({ name, at }) => [shortName(name, 'paper'), at - start])).toEqual([
      ['SilentWatch', hourMs],
      ['LookNow', hourMs + 1_000],
    ])
    expect(await readFired(aCloudWatch(changes, 'demo').client, asked)).toEqual([])
  })

  test('are kept for fifteen days', () => {
    const store = createMetricStore()
    const key = { namespace: 'n', name: 'm', dimensions: {} }
    for (const at of [start, start + 14 * dayMs, start + 16 * dayMs]) store.put(key, at, 1)
    expect(store.points(key, 0, now + 20 * dayMs).map(({ at }) => (at - start) / dayMs)).toEqual([14, 16])
  })
})

test.each([
  ['QuantumTrader-live-App-AlarmsBannedExecutor0A1B2C3D-x9Y', 'BannedExecutor'],
  ['QuantumTrader-live-App-LookNow', 'LookNow'],
  ['AnotherTeams', 'AnotherTeams'],
])('the alarm %s is called %s', (name, short) => {
  expect(shortName(name, 'live')).toBe(short)
})

describe('signals that two deployments traded', () => {
  const closed = (entryPrice: string, netPnl: string, change: object = {}) => ({
    ...anOpenPosition(),
    ...{ entryPrice, entryQuantity: '2', side: 'long' as const, closedAt: now },
    result: {
      ...{ reason: 'signal' as const, exitPrice: '1', grossPnl: '0', fees: '0', funding: '0' },
      netPnl,
      lastDayNetPnl: '0',
    } as const,
    ...change,
  })

  test('are compared by entry price and result', () => {
    expect(pairsOf([closed('101', '2.02')], [closed('100', '4')], start)).toMatchObject([
      { entryBehind: '0.01000000', resultBehind: '0.01000000' },
    ])
    const short = { side: 'short' as const }
    expect(pairsOf([closed('101', '2.02', short)], [closed('100', '4', short)], start)).toMatchObject([
      { entryBehind: '-0.01000000' },
    ])
  })

  test('are not compared if one is open or has another side, signal or time', () => {
    const here = closed('100', '1')
    const others = [
      { signalId: 'another' },
      { side: 'short' as const },
      { result: undefined },
      { symbol: 'XRPUSDT' },
    ]
    for (const other of others) expect(pairsOf([here], [closed('100', '1', other)], start)).toEqual([])
    expect(pairsOf([{ ...here, closedAt: start - 1 }], [here], start)).toEqual([])
  })
})

describe('the terms', () => {
  const written = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'qt-terms-')), 'evaluation.json')
    writeFileSync(file, text)
    return file
  }

  test('are the presets, each with its reason, unless the file says otherwise', () => {
    const { terms, told } = readTerms(written('{"leastTrades": 100, "explainedAlarms": ["Banned"]}'))
    expect(terms).toMatchObject({
      leastTrades: 100,
      explainedAlarms: ['Banned'],
      evaluatedDays: 7,
      drawdown: 0.1,
    })
    expect(told.filter(({ from }) => from === 'the file').map(({ name }) => name)).toEqual([
      'explainedAlarms',
      'leastTrades',
    ])
    for (const { because } of told) expect(because.length).toBeGreaterThan(20)
    for (const { schema, preset } of Object.values(termsOffered))
      expect(schema.safeParse(preset).success).toBe(true)
  })

  test.each([
    ['{"leastTrade": 1}', /leastTrade/],
    ['{"drawdown": 10}', /drawdown/],
    ['{"atStake": 20}', /atStake/],
    ['{', /not valid JSON/],
  ])('%s is rejected by its name', (text, wrong) => {
    expect(() => readTerms(written(text))).toThrow(wrong)
  })

  test('in a named file must exist', () => {
    expect(() => readTerms('/nowhere/evaluation.json')).toThrow(/cannot be read/)
  })
})

test('the stake is what live is deployed with, or would be by its file', () => {
  const paper = { configuration: loadConfiguration({}) }
  const file = join(mkdtempSync(join(tmpdir(), 'qt-live-')), 'live.json')
  const settings = { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }
  writeFileSync(file, JSON.stringify({ settings }))
  expect(readStake(paper, file)).toMatchObject({ maxPositions: 1, maxMarginPerTrade: '20' })
  writeFileSync(file, JSON.stringify({ settings: { STAGING_MODE: 'true' } }))
  expect(readStake(paper, file)).toEqual({ problem: expect.stringContaining('choose the') })
  const live = loadConfiguration({ QT_PAPER_TRADING: 'false', STAGING_MODE: 'false', QT_MAX_POSITIONS: '3' })
  expect(readStake({ configuration: live })).toMatchObject({ maxPositions: 3 })
})

test('a killed rehearsal has failed, and a named one must exist', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'qt-killed-')), 'killed.jsonl')
  const at = '2026-11-20T10:00:00.000Z'
  writeFileSync(
    file,
    `${JSON.stringify({ rehearsal: { v: 1, symbol: 'ETHUSDT', venue: 'demo', release: '0.1.0', at } })}\n`,
  )
  expect(await readRehearsal(file)).toEqual({ file, verdict: 'failed', release: '0.1.0', at: Date.parse(at) })
  await expect(readRehearsal('/nowhere/killed.jsonl')).rejects.toThrow(/cannot be read as a rehearsal/)
})

describe('the doctor of live', () => {
  const kept = { at: now - 2 * hourMs, release: '0.1.0', criteria: [] }
  const criteria = [
    { criterion: 'drawdown', verdict: 'fail', found: '12 %' },
    { criterion: 'clean', verdict: 'pass', found: '0 swept' },
  ] as const

  test('repeats paper’s evaluation', () => {
    expect(judged({ ...kept, verdict: 'pass' }, now)).toMatchObject({
      state: 'ok',
      found: 'passed 2 h 0 min ago, by 0.1.0',
    })
    expect(judged({ ...kept, verdict: 'fail', criteria }, now)).toMatchObject({
      state: 'warning',
      found: 'fail 2 h 0 min ago, by 0.1.0: drawdown (fail)',
    })
    expect(judged(undefined, now)).toMatchObject({ state: 'warning', found: 'it was never evaluated' })
  })

  test('goes on without a readable paper deployment; other doctors do not look for one', async () => {
    const live = {
      configuration: loadConfiguration({ QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }),
      stack: { clock: { now: () => now } } as never,
    }
    expect(await evaluationOfPaper(live, async () => undefined)).toMatchObject([
      { state: 'warning', found: 'there is no paper stack here' },
    ])
    const denied = async () => {
      throw new Error('not authorized')
    }
    expect(await evaluationOfPaper(live, denied)).toMatchObject([
      { state: 'warning', found: 'it cannot be read: not authorized' },
    ])
    expect(await evaluationOfPaper({ ...live, configuration: loadConfiguration({}) }, denied)).toEqual([])
  })
})
