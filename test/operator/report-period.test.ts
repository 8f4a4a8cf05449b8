import { describe, expect, test } from 'vitest'
import { report } from '../../infra/operator/commands/report.ts'
import { periodOf } from '../../infra/operator/report/period.ts'
import type { Trade } from '../../infra/operator/report/trades.ts'
import { aTrade, start } from '../figures/builders.ts'

const hour = 3_600_000
const trade = (closed: number, net: string): Trade => ({
  ...aTrade(net, { openedAt: start + (closed - 1) * hour, closedAt: start + closed * hour }),
  ...{ id: `p${closed}`, entryPrice: '100', exitPrice: '101', quantity: '1' },
})
const known = [trade(2, '50'), trade(5, '-20'), trade(8, '7')]
const at = (hours: number) => start + hours * hour

const stack = (venue: 'paper' | 'live', now = at(24)) =>
  ({
    configuration: { venue, paperBalance: '10000' },
    stack: { clock: { now: () => now } },
  }) as Parameters<typeof periodOf>[3]

describe('the period of a report', () => {
  test('from a day to the same day is an error that says to write the next day', async () => {
    const asked = (from: number, to: number) =>
      report({} as Parameters<typeof report>[0], { from, to }).catch(error => error.todo)
    const day = Date.parse('2025-02-28T00:00:00Z')
    expect(await asked(day, day)).toBe('--to is not in the report: for that day write --to 2025-03-01')
    expect(await asked(day, day - 1)).toBe('swap or change them')
  })

  test('goes by default from the first opening to the last close', () => {
    expect(periodOf({}, known, [], stack('paper'))).toMatchObject({
      ...{ from: at(1), to: at(8), startingBalance: '10000' },
      trades: known,
    })
  })

  test('begins on paper with the balance that earlier trades left', () => {
    const period = periodOf({ from: at(4), to: at(8) }, known, [], stack('paper'))
    expect(period).toMatchObject({ from: at(4), to: at(8), startingBalance: '10050' })
    expect(period.trades).toEqual([known[1]])
  })

  test('has the operator’s balance, and outside of paper no other', () => {
    expect(periodOf({ balance: '300', seed: 7 }, known, [], stack('live'))).toMatchObject({
      ...{ startingBalance: '300', seed: 7 },
    })
    expect(Object.keys(periodOf({}, known, [], stack('live')))).not.toContain('startingBalance')
  })

  test('ends now at the latest, and is empty if it begins later', () => {
    expect(periodOf({ to: at(100) }, known, [], stack('paper'))).toMatchObject({ to: at(24) })
    const future = periodOf({ from: at(50), to: at(60) }, known, [], stack('paper'))
    expect(future).toMatchObject({ from: at(50), to: at(50), trades: [] })
    expect(periodOf({}, [], [], stack('paper'))).toMatchObject({ from: at(24), to: at(24), trades: [] })
  })

  test('counts the rejections within it', () => {
    const refused = (hours: number) =>
      ({ verdict: 'refused', reason: `r${hours}`, at: at(hours) }) as Parameters<typeof periodOf>[2][number]
    const { refused: counted } = periodOf(
      { from: at(2), to: at(6) },
      known,
      [refused(1), refused(2), refused(5), refused(6)],
      stack('paper'),
    )
    expect(counted.map(({ reason }) => reason)).toEqual(['r2', 'r5'])
  })

  test('counts by default every rejection, also those before the first opening', () => {
    const early = { verdict: 'refused', reason: 'stale', at: at(0) } as Parameters<typeof periodOf>[2][number]
    expect(periodOf({}, known, [early], stack('paper')).refused).toHaveLength(1)
  })
})
