import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { objectives, placeOfBest, unitOf, worthOf } from '#figures/objective.ts'
import { type Outcome, outcomeOf } from '#figures/outcome.ts'
import { walkForward } from '#figures/walk-forward.ts'
import { anyTrades, aPeriod, aTrade, dayMs, start } from './builders.ts'

const span = { from: start, to: start + 10 * dayMs, startingBalance: '10000' }
const byNet = (outcome: Outcome) => worthOf('net', 1, outcome)
/** Opened at noon of a day, closed an hour later, or so many hours. */
const onDay = (day: number, net: string, hours = 1) => {
  const openedAt = start + day * dayMs + dayMs / 2
  return aTrade(net, { openedAt, closedAt: openedAt + hours * 3_600_000 })
}

test('each window measures the set that was best before it', () => {
  const steady = [onDay(0, '10'), onDay(3, '10'), onDay(6, '10'), onDay(9, '10')]
  const early = [onDay(1, '15'), onDay(6, '-40'), onDay(9, '99')]
  const { folds, outOfSample } = walkForward({ ...span, tries: [steady, early] }, 5, byNet)
  expect(folds.map(({ chosen }) => chosen)).toEqual([1, 0, 0, 0])
  expect(folds.map(({ inSample }) => inSample?.all.net)).toEqual(['15', '20', '20', '30'])
  expect(folds.map(fold => fold.outOfSample?.all.net)).toEqual(['0', '0', '10', '10'])
  expect(folds.map(({ from }) => (from - start) / dayMs)).toEqual([2, 4, 6, 8])
  expect(outOfSample.all).toMatchObject({ trades: 2, net: '20' })
})

test('windows begin at a minute, and the last ends with the recording', () => {
  const to = span.to - 1_000
  const { folds } = walkForward({ ...span, to, tries: [[]] }, 4, byNet)
  expect(folds.map(fold => fold.from)).toEqual([2.5, 5, 7.5].map(days => start + days * dayMs))
  expect(folds.at(-1)?.to).toBe(to)
})

test('a trade open at a choice counts in its opening window, and for no choice', () => {
  const straddling = [onDay(4, '500', 48)]
  const other = [onDay(1, '1'), onDay(6, '2')]
  const { folds } = walkForward({ ...span, tries: [straddling, other] }, 2, byNet)
  expect(folds[0]).toMatchObject({ chosen: 1, inSample: { all: { net: '1' } } })
  expect(folds[0]?.outOfSample?.all.net).toBe('2')
})

test('if no try has enough trades, none is chosen and none measured', () => {
  const { folds, outOfSample } = walkForward({ ...span, tries: [[onDay(9, '5')]] }, 2, byNet)
  expect(folds).toEqual([{ from: start + 5 * dayMs, to: start + 10 * dayMs }])
  expect(outOfSample.all.trades).toBe(0)
})

test.prop([fc.array(anyTrades, { minLength: 1, maxLength: 4 }), anyTrades, fc.integer({ min: 2, max: 6 })])(
  'no choice uses later trades',
  (tries, others, windows) => {
    const tried = (all: typeof tries) => walkForward({ ...span, tries: all }, windows, byNet)
    for (const { from, chosen } of tried(tries).folds) {
      const changed = tries.map(trades => [
        ...trades.filter(({ closedAt }) => closedAt < from),
        ...others.filter(({ closedAt }) => closedAt >= from),
      ])
      expect(tried(changed).folds.find(fold => fold.from === from)?.chosen).toBe(chosen)
    }
  },
)

test.prop([anyTrades])('an outcome has the figures of its trades', trades => {
  const outcome = outcomeOf(aPeriod({ trades, to: start + 10 * dayMs }))
  for (const objective of objectives) {
    const value = worthOf(objective, 0, outcome)
    if (value !== undefined) expect(value).toSatisfy(Number.isFinite)
    expect(['money', 'share', 'number']).toContain(unitOf(objective))
    expect(worthOf(objective, trades.length + 1, outcome)).toBeUndefined()
  }
})

test('the best is the first of the greatest, or none if none is known', () => {
  expect(placeOfBest([1, undefined, 3, 3, -1])).toBe(2)
  expect(placeOfBest([undefined, -2])).toBe(1)
  expect(placeOfBest([undefined])).toBeUndefined()
})
