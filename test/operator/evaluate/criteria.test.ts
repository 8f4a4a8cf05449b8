import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { together } from '../../../infra/operator/evaluate/criterion.ts'
import type { Evidence } from '../../../infra/operator/evaluate/evidence.ts'
import { judge } from '../../../infra/operator/evaluate/judge.ts'
import { inProject } from '../an-operator.ts'
import { against, base, found, paid, silentFor, traded } from './a-judgement.ts'
import * as week from './a-week.ts'

const { aMeasure, dayMs, hourMs, minuteMs, now, start, terms } = week

test('a good week passes every criterion', () => {
  const criteria = judge(base(), terms)
  expect(criteria.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
  expect(criteria.map(({ criterion }) => criterion)).toEqual([
    ...['watched', 'alarms', 'evaluated', 'rehearsed', 'protected', 'clean', 'signals'],
    ...['expectancy', 'drawdown', 'slippage', 'statement', 'small amounts', 'like paper'],
  ])
  expect(together(criteria)).toBe('pass')
})

test('docs/qt.md has a row for each criterion, in order, and its example names real terms', () => {
  const page = readFileSync(inProject('docs/qt.md'), 'utf8')
  const section = page.slice(page.indexOf('## Evaluating'), page.indexOf('## At three in the morning'))
  const rows = [...section.matchAll(/^\| `([a-z ]+)` /gm)].map(([, name]) => name)
  expect(rows).toEqual(judge(base(), terms).map(({ criterion }) => criterion))
  const named = [...section.matchAll(/"(\w+)":/g)].map(([, name]) => name)
  expect(named.length).toBeGreaterThan(2)
  expect(Object.keys(terms)).toEqual(expect.arrayContaining(named))
})

test('a week without evidence is too early to tell, but missing alarms fail', () => {
  const { longestNakedMs: _, ...nothingMeasured } = aMeasure({ ticks: [] })
  const nothing = base({
    ...{
      since: undefined,
      from: now,
      verdicts: [],
      rehearsal: undefined,
      pairs: [],
      positions: [],
      income: [],
    },
    measured: nothingMeasured,
    figures: week.figures([]),
  })
  const all = judge(nothing, terms).map(({ criterion }) => criterion)
  const names = all.filter(name => name !== 'small amounts')
  expect(against(nothing)).toEqual(Object.fromEntries(names.map(name => [name, 'not yet'])))
  expect(against({ ...nothing, alarms: { ...nothing.alarms, known: 0 } }).alarms).toBe('fail')
})

const swept = { measured: aMeasure({ ordersSwept: 1 }) }
const naked = (value: number) => ({ measured: aMeasure({ uncovered: [{ at: now - dayMs, value }] }) })
const fired = (at: number) => ({ alarms: { known: 42, on: [], fired: [{ name: 'SilentWatch', at }] } })
const failing = week.verdicts(50).map((each, at) => (at < 2 ? { ...each, failure: 'timed out' } : each))
const refused = (count: number, reason: string) => [
  ...week.verdicts(50 - count),
  ...week.verdicts(count, { verdict: 'refused', reason }),
]

/** One thing is bad, and one criterion says so. */
const bad: readonly (readonly [string, Partial<Evidence>, string])[] = [
  ['two minutes without a look', { measured: silentFor(2, now - 1_000 - 5 * hourMs) }, 'watched'],
  [
    'half of the looks lost with something open',
    { measured: aMeasure({ ticks: week.looks(start, now, 3) }) },
    'watched',
  ],
  ['an alarm that is on', { alarms: { known: 42, on: [{ name: 'LookNow' }], fired: [] } }, 'alarms'],
  ['an alarm that fired and cleared today', fired(now - 23 * hourMs), 'alarms'],
  [
    'a rehearsal with a step not done',
    { rehearsal: { file: 'f', verdict: 'failed', release: '0.1.0', at: now } },
    'rehearsed',
  ],
  [
    'a rehearsal with other answers',
    { rehearsal: { file: 'f', verdict: 'differs', release: '0.1.0', at: now } },
    'rehearsed',
  ],
  ['two looks within a minute without a stop', naked(2), 'protected'],
  ['a first stop after 13 s', { measured: aMeasure({ longestNakedMs: 13_000 }) }, 'protected'],
  ['a broken invariant', { measured: aMeasure({ invariantsBroken: 1 }) }, 'protected'],
  ['a stop that moved unprotected', { measured: aMeasure({ stopsMovedNaked: 1 }) }, 'protected'],
  [
    'a position without a stop now',
    { shown: { unprotected: ['ETHUSDT: no stop'], ordersLeft: [] } },
    'protected',
  ],
  ['an order that was swept', swept, 'clean'],
  ['an order that stands now', { shown: { unprotected: [], ordersLeft: ['qt-live-x-p1'] } }, 'clean'],
  ['two of fifty signals that failed', { verdicts: failing }, 'signals'],
  ['three of fifty that came too late', { verdicts: refused(3, 'stale') }, 'signals'],
  ['trades that lose', { figures: week.figures(week.nets(40, '-'), {}, '10000') }, 'expectancy'],
  ['a fall by more than a tenth', { figures: week.figures(week.nets(40), {}, '1') }, 'drawdown'],
  [
    'entries a tenth of a per cent behind the touch',
    { figures: week.figures(week.nets(40), { slippage: '0.001' }, '1000') },
    'slippage',
  ],
  ['a result that the exchange does not have', { income: [paid('6')] }, 'statement'],
  [
    'money that moved for another client',
    { income: [paid('6'), paid('-1'), paid('-3', { at: start + hourMs })] },
    'statement',
  ],
  ['two positions of 20', { stake: { maxPositions: 2, maxMarginPerTrade: '20' } }, 'small amounts'],
  ['an invalid file of live', { stake: { problem: 'live.json: no' } }, 'small amounts'],
  ['entries worse than paper’s', { pairs: week.pairs(12, { entryBehind: '0.0006' }) }, 'like paper'],
  ['results worse than paper’s', { pairs: week.pairs(12, { resultBehind: '0.0011' }) }, 'like paper'],
]

test.each(bad)('%s fails one criterion, and says what to do', (_, change, name) => {
  expect(against(base(change))).toEqual({ [name]: 'fail' })
  expect(found(base(change), name)?.todo).toBeTruthy()
})

/** There is too little evidence of one thing. */
const early: readonly (readonly [string, Partial<Evidence>, string])[] = [
  [
    'a rehearsal of another release',
    { rehearsal: { file: 'f', verdict: 'passed', release: '0.0.9', at: now } },
    'rehearsed',
  ],
  [
    'a rehearsal of last month',
    { rehearsal: { file: 'f', verdict: 'passed', release: '0.1.0', at: now - 30 * dayMs } },
    'rehearsed',
  ],
  ['no rehearsal', { rehearsal: undefined }, 'rehearsed'],
  ['a result that is not known', { unknown: ['ETHUSDT (x)'] }, 'evaluated'],
  ['a week of which a day was away', { measured: silentFor(24 * 60, start + dayMs) }, 'evaluated'],
  ['six days', { since: start + dayMs, from: start + dayMs }, 'evaluated'],
  ['no signal', { verdicts: [] }, 'signals'],
  ['29 trades', { figures: week.figures(week.nets(29), {}, '1000') }, 'expectancy'],
  ['29 trades that lose', { figures: week.figures(week.nets(29, '-'), {}, '10000') }, 'expectancy'],
  [
    'trades that may be luck',
    { figures: week.figures([...week.nets(20), ...week.nets(20, '-')], {}, '10000') },
    'expectancy',
  ],
  ['a balance that is not known', { figures: week.figures(week.nets(40)) }, 'drawdown'],
  ['no position whose result could be compared', { positions: [], income: [] }, 'statement'],
  ['nine signals on both', { pairs: week.pairs(9) }, 'like paper'],
  ['no paper deployment', { pairs: undefined }, 'like paper'],
]

test.each(early)('%s is too early to tell', (_, change, name) => {
  expect(against(base(change))).toEqual({ [name]: 'not yet' })
  expect(found(base(change), name)?.todo).toBeTruthy()
})

describe('no fault:', () => {
  const good: readonly (readonly [string, Partial<Evidence>])[] = [
    ['one minute without a look', { measured: silentFor(1, now - 1_000 - 5 * hourMs) }],
    ['minutes that CloudWatch does not have yet', { measured: silentFor(3, now - 1_000 - 3 * minuteMs) }],
    ['a gap before the hours watched', { measured: silentFor(30, now - 1_000 - 30 * hourMs) }],
    ['an alarm that fired and cleared days ago', fired(now - 25 * hourMs)],
    ['one look between a fill and its stop', naked(1)],
    ['rejections by the trading rules', { verdicts: refused(40, 'low-confidence') }],
    [
      'signals that failed before the week',
      { verdicts: [...week.verdicts(50), week.aVerdict(-1, { failure: 'x' })] },
    ],
    ['deposits', { income: [paid('6'), paid('-1'), paid('500', { kind: 'other', symbol: '' })] }],
    [
      'a result that the operator supplied',
      {
        positions: [
          traded(),
          traded('9', { id: 'b', symbol: 'XRPUSDT', result: { ...traded().result, toldBy: 'operator' } }),
        ],
      },
    ],
    [
      'a position that was never filled',
      { positions: [traded('5', { state: 'abandoned', closedAt: undefined, id: 'a' }), traded()] },
    ],
  ]
  test.each(good)('%s', (_, change) => {
    expect(against(base(change))).toEqual({})
  })

  test('fees in another asset, which the table counts at the taker rate', () => {
    const inBnb = paid('-0.002', { kind: 'fee', asset: 'BNB' })
    expect(against(base({ income: [paid('6'), inBnb] }))).toEqual({})
    expect(against(base({ income: [paid('7'), inBnb] }))).toEqual({ statement: 'fail' })
  })

  test('paper and demo are compared with no other deployment', () => {
    expect(judge(base({ venue: 'demo' }), terms).map(({ criterion }) => criterion)).not.toContain(
      'like paper',
    )
    expect(judge(base({ venue: 'paper' }), terms).map(({ criterion }) => criterion)).not.toContain(
      'like paper',
    )
  })

  test('explained alarms, known differences and a higher stake in the operator’s terms', () => {
    const evidence = base({
      alarms: { known: 42, on: [{ name: 'BannedExecutor' }], fired: [{ name: 'Banned', at: now - hourMs }] },
      rehearsal: { file: 'f', verdict: 'differs', release: '0.1.0', at: now },
      stake: { maxPositions: 4, maxMarginPerTrade: '50' },
    })
    expect(Object.keys(against(evidence))).toEqual(['alarms', 'rehearsed', 'small amounts'])
    const said = { explainedAlarms: ['Banned'], differencesKnown: true, atStake: '200' }
    expect(against(evidence, said)).toEqual({})
  })
})

test('a failure outweighs a criterion that is too early to tell', () => {
  expect(together([{ verdict: 'pass' }, { verdict: 'not yet' }])).toBe('not yet')
  expect(together([{ verdict: 'fail' }, { verdict: 'not yet' }])).toBe('fail')
  expect(together([])).toBe('not yet')
})

test('the evidence names times, shares and sums', () => {
  expect(found(base({ measured: silentFor(2, now - 1_000 - 5 * hourMs) }), 'watched')?.found).toBe(
    'watched for 24 h 0 min; longest silence 2 min, from 2025-02-09 19:00:00 UTC; 99.2 % of the looks held in 119 min with something open',
  )
  expect(found(base(fired(now - hourMs)), 'alarms')?.found).toBe(
    '42 alarms, 0 on; went on: SilentWatch at 2025-02-09 23:00:01 UTC',
  )
  expect(found(base({ verdicts: refused(3, 'stale') }), 'signals')?.found).toBe(
    '50 signals, 47 accepted; rejected: stale (3); 6.0 % faulty; none failed',
  )
  expect(found(base({ income: [paid('6')] }), 'statement')?.found).toMatch(
    /^0 of 1 results equal; \w+: 5 in the table, 6 on the exchange$/,
  )
})

test('the operator’s terms say how long the watch may be away', () => {
  const week = base({ measured: silentFor(24 * 60, start + dayMs) })
  expect(against(week, { hoursAway: 0.2 })).toEqual({})
  expect(against(week, { hoursAway: 0.14 })).toEqual({ evaluated: 'not yet' })
})

test('an hour that has only begun, or that CloudWatch does not have yet, does not count as away', () => {
  const away = (minutes: number, from: number) =>
    found(base({ measured: silentFor(minutes, from) }), 'evaluated')
  expect(away(10, now - 1_000)?.found).not.toContain('without a look')
  expect(away(60, now - 1_000 - 3 * hourMs)).toMatchObject({ verdict: 'pass' })
  expect(away(60, now - 1_000 - 3 * hourMs)?.found).toContain('; 1 of 168 hours without a look; ')
})
