import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { ReportedPosition } from '../../../infra/local/audit/report.ts'
import { positionsTable } from '../../../infra/local/play/show/positions-table.ts'

const position = (openedAt: string): ReportedPosition => ({
  ...{ id: 'one', symbol: 'ETHUSDT', side: 'short', source: 'xgboost', leverage: 30, quantity: '0.5' },
  ...{ entryPrice: '3286.772', exitPrice: '3289.791', openedAt, closedAt: openedAt },
  ...{ reason: 'stop-hit', exit: 'trailing-stop', highestTier: 1 },
  ...{ grossPnl: '-31.54', fees: '34.35', netPnl: '-65.89', nakedMs: 100 },
  nakedBy: { entry: 100, ratchet: 0, fault: 0, backupOnly: 0 },
})
const [first, next] = [position('2025-02-03T02:07:31.000Z'), position('2025-02-04T02:07:31.000Z')]
const linesOf = (positions: readonly ReportedPosition[], width: number) =>
  stripVTControlCharacters(positionsTable(positions, width))
    .split('\n')
    .map(line => line.trimEnd())

test('positions show their opening day if they or the time played span several', () => {
  expect(linesOf([first], 200)[1]).toMatch(/^02:07:31 {2}ETHUSDT/)
  const days = { from: '2025-02-03T00:00:00.000Z', to: '2025-02-04T23:59:59.999Z' }
  expect(stripVTControlCharacters(positionsTable([first], 200, days))).toContain('02-03 02:07:31')
  expect(linesOf([first, next], 200).slice(1)).toEqual([
    expect.stringMatching(/^02-03 02:07:31 {2}ETHUSDT .* -65.89 {2}100 ms$/),
    expect.stringMatching(/^02-04 02:07:31 {2}ETHUSDT .* -65.89 {2}100 ms$/),
    'tier: steps of the ladder climbed; naked: time without a stop, unprotected.',
  ])
})

test('a narrow terminal drops the least important columns, and says so', () => {
  const lines = linesOf([first, next], 80)
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(80)
  expect(lines[0]).toMatch(/^opened +symbol +side +entry +exit +reason +net$/)
  expect(lines.slice(3).join(' ')).toBe(
    'Left out for want of room: naked, gross, tier, source, fees; --json and --html show all.',
  )
  expect(linesOf([first, next], Number.POSITIVE_INFINITY).join('\n')).not.toContain('Without')
  expect(linesOf([], 80)).toEqual(['  none'])
})

test('a price keeps its digits, however small', () => {
  const priced = (entryPrice: string, exitPrice: string) =>
    linesOf([{ ...first, entryPrice, exitPrice }], 200)[1]
      ?.split(/ {2,}/)
      .slice(4, 6)
  expect(priced('3286.772123', '0.25123499')).toEqual(['3286.772', '0.25123'])
  expect(priced('0.009774333', '0.000009757')).toEqual(['0.0097743', '0.000009757'])
  expect(priced('0.0000001234567', '1e-7')).toEqual(['0.00000012346', '0.0000001'])
})
