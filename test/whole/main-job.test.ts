import { beforeAll, describe, expect, test } from 'vitest'
import { sum } from '#domain/decimal.ts'
import { paces } from '#domain/latency.ts'
import { playInLab } from '../../infra/lab/play-lab.ts'
import type { Records } from '../../infra/local/audit/records.ts'
import { readPlan } from '../../infra/local/play/plan.ts'
import { play } from '../../infra/local/play/play.ts'
import { cameTo, differences } from '../equal/came-to.ts'
import { aSignal, at, sample, signalsFile } from './market.ts'
import { reportShape } from './report-shape.ts'
import { slowDownThreads } from './slow-threads.ts'
import { expectPromises } from './whole.ts'

const twice = aSignal('01:01:00', { leverage: 30 })
const signals = signalsFile('main-job', [
  aSignal('00:59:50', { symbol: 'SOLUSDT' }),
  twice,
  twice,
  aSignal('01:01:30', { symbol: 'XRPUSDT', source: 'tft', leverage: 3 }),
  aSignal('01:02:30', { symbol: 'SOLUSDT', confidence: 0.71 }),
  '{"symbol":"ETHUSDT","action":"BUY","confid',
  aSignal('01:03:30', { symbol: 'DOGEUSDT', source: 'rule_fallback_rsi' }),
  aSignal('01:05:00', { symbol: 'XRPUSDT', action: 'CLOSE', source: 'desk' }),
  `{"note":"${'x'.repeat(1_100_000)}"}`,
  aSignal('01:30:00'),
])

const window = { from: at('01:00:00'), to: at('01:06:00') }
const thePlan = () =>
  readPlan({ klines: [sample], funding: [], signals, ...window, path: 'adverse-first', environment: {} })

async function playOnce(speed = Number.POSITIVE_INFINITY) {
  const notes: string[] = []
  const screen = { note: (line: string) => void notes.push(line), end: () => {} }
  const played = await play(thePlan(), { speed, screen })
  return { ...played, notes }
}

describe('six minutes of the sample, played over the synthesized stack', () => {
  let first: Awaited<ReturnType<typeof playOnce>>
  beforeAll(async () => {
    first = await playOnce()
  })

  test('the report has the promised shape, also after a trip through JSON', () => {
    expect(reportShape.parse(JSON.parse(JSON.stringify(first.report)))).toEqual(first.report)
  })

  test('every promise is held, every tick, and nothing is left on the venue', () => {
    expectPromises(first)
    expect(first.report.ticks.due).toBeGreaterThan(10)
  })

  test('every caller used the synthesized roles, and nothing was denied', () => {
    expect(first.access.filter(({ allowed }) => !allowed)).toEqual([])
    const callers = new Set(first.access.map(({ caller }) => caller))
    expect([...callers]).toEqual(
      expect.arrayContaining(['signal-gate', 'executor', 'survey', 'inspect', 'close-cleanup']),
    )
    // The state machine and its schedule, under their logical ids.
    expect(callers.size).toBe(7)
  })

  test('every signal of the time has its verdict; a note says that those before and after are left out', () => {
    expect(first.report.signals).toEqual({
      received: 8,
      accepted: 4,
      rejected: { duplicate: 1, 'low-confidence': 1, invalid: 1, 'not-taken': 1 },
    })
    expect(first.notes[0]).toContain('8 signals (2 outside this time left out)')
    expect(first.notes.join('\n')).toContain('1100011 bytes was rejected by the signal queue')
  })

  test('every decision of the run replays equal, byte for byte', () => {
    const { made, different, rules } = first.decisions
    expect(different).toEqual([])
    expect(made).toBeGreaterThan(50)
    expect(rules).toEqual([
      'admit-account',
      'admit-signal',
      'admit-symbol',
      'close-reason',
      'next-move',
      'plan-entry',
      'plan-rungs',
    ])
  })

  test('the report has each position from entry to exit, with its reason', () => {
    const told = first.report.positions.map(({ symbol, side, leverage, source }) => ({
      symbol,
      side,
      leverage,
      source,
    }))
    expect(told).toEqual([
      { symbol: 'ETHUSDT', side: 'short', leverage: 30, source: 'xgboost' },
      { symbol: 'XRPUSDT', side: 'short', leverage: 3, source: 'tft' },
      { symbol: 'DOGEUSDT', side: 'short', leverage: 5, source: 'rule_fallback_rsi' },
    ])
    expect(first.report.positions.map(({ reason }) => reason)).toEqual(['stop-hit', 'signal', 'end-of-data'])
    for (const position of first.report.positions) {
      expect(Date.parse(position.closedAt)).toBeGreaterThan(Date.parse(position.openedAt))
      expect(sum([position.grossPnl]).minus(position.fees).toFixed(8)).toBe(position.netPnl)
      expect(position.nakedMs).toBeLessThanOrEqual(200)
    }
  })

  test('a position that is open when the data ends is closed within a minute', () => {
    const last = first.report.positions.at(-1)
    expect(Date.parse(last?.closedAt ?? '') - at('01:06:00')).toBeLessThan(60_000)
  })

  test('request weight stays within 30 and 6 for each position, beside entries and exits', () => {
    // Three entries of about 85 each, three exits, and the readings that settle them.
    expect(first.report.weight.perMinuteMean).toBeLessThan(30 + 6 * 3 + 70)
    expect(first.report.weight.perMinuteMax).toBeLessThan(400)
  })

  test('a repeated play is the same, byte for byte, whichever thread is slow and however long waits look', async () => {
    const restore = slowDownThreads(7)
    const again = await playOnce(5_000).finally(restore)
    const [pace, ...events] = first.notes
    expect(again.notes.slice(1)).toEqual(events)
    expect(pace).toContain('as fast as possible')
    for (const part of ['report', 'breaches', 'decisions', 'access'] as const)
      expect(JSON.stringify(again[part])).toBe(JSON.stringify(first[part]))
    expect(written(again.records)).toBe(written(first.records))
  })

  test('the lab’s play is the same, byte for byte, journals included', async () => {
    const lab = await playInLab(thePlan(), { pace: paces.usual, quota: 1_000 })
    expect(differences(cameTo(first), cameTo(lab))).toEqual([])
  })
})

const written = ({ positions, verdicts, journals }: Records): string =>
  JSON.stringify([positions, verdicts, [...journals]])
