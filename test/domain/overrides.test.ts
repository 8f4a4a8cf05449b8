import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { planEntry } from '#domain/entry.ts'
import type { EntryBasis, EntryPlan } from '#domain/entry-plan.ts'
import { measuredFrom } from '#domain/measured.ts'
import { planRungs } from '#domain/rungs.ts'
import { firstStopLevel, ladderLevel } from '#domain/stop-level.ts'
import { settings } from './builders.ts'
import { ethBrackets, ethRules } from './market.ts'

/** An account of 10,000 USDT before ETH at 2500, which 10x of 2,500 would buy 10 of. */
const basis = ({ settings: own, ...change }: Partial<EntryBasis> = {}): EntryBasis => ({
  side: 'long',
  requestedLeverage: 10,
  settings: { ...settings, ...own },
  rules: ethRules,
  brackets: ethBrackets,
  quote: { bid: '2499.99', ask: '2500', last: '2500', mark: '2500' },
  freeBalance: '10000',
  limits: { marginFraction: '0.25', maxMarginPerTrade: '5000' },
  minStopTicks: 5,
  minStopSpreads: '2',
  ...change,
})
const plan = (change: Partial<EntryBasis>): EntryPlan => {
  const planned = planEntry(basis(change))
  if (!planned.planned) throw new Error(planned.detail)
  return planned
}
const reason = (change: Partial<EntryBasis>) => {
  const planned = planEntry(basis(change))
  return planned.planned ? 'planned' : planned.reason
}
const prices = (own: Partial<EntryBasis['settings']>) => ({ settings: { ...settings, ...own } })

describe('the size that a signal asks for', () => {
  test.each([
    [{ quantity: '1.5' }, '1.5'],
    [{ quantity: '1.0006' }, '1'],
    [{ notional: '5000' }, '2'],
    [{ margin: '300' }, '1.2'],
    [{ balanceShare: '0.05' }, '2'],
  ] as const)('%j is %s, on the step', (size, quantity) => {
    expect(plan({ size })).toMatchObject({ quantity, leverage: 10 })
    expect(plan({ size }).capped).toBeUndefined()
  })

  test.each([{ quantity: '50' }, { notional: '30000' }, { margin: '2600' }, { balanceShare: '0.3' }])(
    '%j is capped by the settings, and the verdict says so',
    size => {
      expect(plan({ size })).toMatchObject({ quantity: '10', capped: true })
    },
  )

  test('below the least order is rejected', () => {
    expect(reason({ size: { margin: '0.1' } })).toBe('refused')
  })
})

describe('a stop as a price', () => {
  test('is the first stop, and the basis of limit and worst loss', () => {
    const planned = plan(prices({ stopPrice: '2475' }))
    expect(planned).toMatchObject({ stopLevel: '2475', limitPrice: '2506.25' })
    // At the limit: 31.25 down to the stop, and as far beyond as the settings have the emergency level, 1 % of
    // 250.625.
    const margin = dec('2506.25')
    const emergency = margin.times(dec('31.25').div('2506.25').times(10).plus('0.01'))
    const fees = dec('25062.5').times('0.001')
    expect(dec(planned.worstLoss).minus(emergency.plus(fees)).abs().lt('0.001')).toBe(true)
  })

  test.each([
    ['at the touch', { stopPrice: '2500' }, 'wrong-side'],
    ['above it', { stopPrice: '2510' }, 'wrong-side'],
    ['nearer than ticks and spreads allow', { stopPrice: '2499.98' }, 'stop-too-tight'],
    ['beyond half the way to liquidation', { stopPrice: '2379' }, 'stop-too-wide'],
    ['beyond half the margin', { stopPrice: '2370' }, 'stop-too-wide'],
    [
      'with a take-profit below the market',
      { takeProfits: [{ price: '2499', share: 'rest' }] },
      'wrong-side',
    ],
    [
      'with a take-profit within the spread',
      { takeProfits: [{ price: '2500.02', share: 'rest' }] },
      'take-profit-too-tight',
    ],
    ['with a trail nearer than that', { trailPct: '0.0001' }, 'trail-too-tight'],
  ] as const)('%s is rejected by name', (_, own, expected) => {
    expect(reason(prices(own))).toBe(expected)
  })

  test('that the mark has passed is rejected, even if bid and ask have not', () => {
    const quote = { bid: '2499.99', ask: '2500', last: '2500', mark: '2480' }
    expect(reason({ quote, ...prices({ stopPrice: '2485' }) })).toBe('wrong-side')
  })

  test.prop([
    fc.constantFrom('long', 'short'),
    fc.integer({ min: 100_000, max: 400_000 }),
    fc.integer({ min: 10, max: 20_000 }),
    fc.integer({ min: 1, max: 125 }),
  ])('converted to a share and back is unchanged, from any price', (side, cents, ticks, leverage) => {
    const from = dec(cents).div(100).plus('0.00123')
    const tick = dec('0.01')
    const stop = dec(cents)
      .div(100)
      .minus(tick.times(ticks).times(side === 'long' ? 1 : -1))
    const { stopLossPct, emergencyPct } = measuredFrom(
      { ...settings, stopPrice: stop.toFixed() },
      from,
      leverage,
    )
    expect(firstStopLevel(side, from, dec(stopLossPct), leverage, tick).toFixed()).toBe(stop.toFixed())
    expect(dec(emergencyPct).minus(stopLossPct).toFixed()).toBe('0.01')
  })
})

describe('take-profits as prices', () => {
  const rungs = (takeProfits: EntryBasis['settings']['takeProfits'], quantity = '1') =>
    planRungs({
      ...{ side: 'long', entryPrice: '2500', quantity, leverage: 10, rules: ethRules },
      settings: { ...settings, ...(takeProfits && { takeProfits }) },
    })

  test('replace all others, each with its share of the position, the last with the rest', () => {
    const planned = rungs([
      { price: '2520', share: '0.3333' },
      { price: '2540.005', share: '0.3333' },
      { price: '2560', share: 'rest' },
    ])
    expect(planned.map(({ tier, triggerPrice, quantity }) => [tier, triggerPrice, quantity])).toEqual([
      [0, '2520', '0.333'],
      [0, '2540', '0.333'],
      [0, '2560', '0.334'],
    ])
    expect(sum(planned.map(({ quantity }) => quantity)).eq(1)).toBe(true)
  })

  test('may leave a part that no take-profit sells', () => {
    expect(rungs([{ price: '2520', share: '0.5' }]).map(({ quantity }) => quantity)).toEqual(['0.5'])
  })
})

describe('a trailing stop', () => {
  const level = (mark: string, own: Partial<EntryBasis['settings']>, side: 'long' | 'short' = 'long') =>
    ladderLevel(
      {
        ...{ side, leverage: 10, tickSize: dec('0.01'), entryPrice: dec(2500), entryQuantity: dec(1) },
        ...{ entryFees: dec('1.25'), funding: dec(0) },
        settings: { ...settings, ladder: [], trailPct: '0.02', ...own },
      },
      dec(side === 'long' ? 2495 : 2505),
      0,
      dec(mark),
    ).toFixed()
  const takeProfits = [{ price: '2520', share: '0.5' }] as const

  test('does not move below the last take-profit', () => {
    expect(level('2519.99', { takeProfits })).toBe('2495')
  })

  test('follows the mark from there on, at the given distance', () => {
    expect(level('2520', { takeProfits })).toBe('2515')
    expect(level('2530.004', { takeProfits })).toBe('2525.01')
  })

  test('begins at the first take-profit of the settings if the signal has none', () => {
    expect(level('2507.5', { takeProfitPct: '0.03' })).toBe('2502.5')
    expect(level('2507.4', { takeProfitPct: '0.03' })).toBe('2495')
  })

  test('follows a short the same way', () => {
    expect(level('2480', { takeProfits: [{ price: '2480', share: '0.5' }] }, 'short')).toBe('2485')
  })
})
