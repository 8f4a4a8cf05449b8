import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { planEntry } from '#domain/entry.ts'
import type { EntryBasis, EntryPlan } from '#domain/entry-plan.ts'
import { isTighter, sign } from '#domain/side.ts'
import { worstLossOf } from '#domain/worst-loss.ts'
import { settings } from './builders.ts'
import { btcRules, dogeBrackets, ethBrackets, ethRules, market } from './market.ts'

/** An account of 10,000 USDT before ETH at 2500 with a tick of spread. */
const basis = (change: Partial<EntryBasis> = {}): EntryBasis => ({
  side: 'long',
  requestedLeverage: 30,
  settings,
  rules: ethRules,
  brackets: ethBrackets,
  quote: { bid: '2499.99', ask: '2500', last: '2500', mark: '2500' },
  freeBalance: '10000',
  limits: { marginFraction: '0.25', maxMarginPerTrade: '5000' },
  minStopTicks: 5,
  minStopSpreads: '2',
  ...change,
})
const plan = (change: Partial<EntryBasis> = {}): EntryPlan => {
  const planned = planEntry(basis(change))
  if (!planned.planned) throw new Error(planned.detail)
  return planned
}
const refusal = (change: Partial<EntryBasis>) => {
  const planned = planEntry(basis(change))
  return planned.planned ? undefined : planned
}

describe('the size of an entry', () => {
  test('is a quarter of the free balance at 30x', () => {
    expect(plan()).toMatchObject({ leverage: 30, margin: '2500.00000000', quantity: '30' })
  })

  test('is capped', () => {
    expect(plan({ freeBalance: '100000' })).toMatchObject({ margin: '5000.00000000', quantity: '60' })
  })

  test('stays within one market order', () => {
    const rules = { ...ethRules, marketMaxQuantity: '7.5' }
    expect(plan({ rules }).quantity).toBe('7.5')
  })

  test('has the leverage that its bracket allows, and the stop for that leverage', () => {
    const limits = { marginFraction: '1', maxMarginPerTrade: '50000' }
    const large = plan({ brackets: dogeBrackets, limits, freeBalance: '50000' })
    expect(large.leverage).toBe(25)
    expect(large.stopLevel).toBe('2498') // 2 % of the margin at 25x
  })

  test('has at most the account’s own leverage limit', () => {
    expect(plan({ leverageCap: 20 }).leverage).toBe(20)
    expect(plan({ leverageCap: 50 }).leverage).toBe(30)
  })

  test('below the least notional is rejected with what was expected and what came', () => {
    // 2.6 USDT × 30 is 78: less than 0.001 BTC at 95,123.4
    const small = {
      rules: btcRules,
      quote: { bid: '95123.3', ask: '95123.4', last: '95123.4', mark: '95123.4' },
    }
    expect(refusal({ ...small, freeBalance: '10.4' })).toEqual({
      planned: false,
      reason: 'refused',
      detail: "0 BTCUSDT (0.00 notional) is below the symbol's least order: 0.001 and 50 notional",
    })
    expect(plan({ freeBalance: '2.67' }).quantity).toBe('0.008') // exactly 20 USDT
    expect(refusal({ freeBalance: '2.66' })?.detail).toMatch(/^0\.007 ETHUSDT \(17\.50 notional\)/)
  })

  test('below the least quantity is rejected, whatever its worth', () => {
    const least = (minQuantity: string) => ({ rules: { ...ethRules, minQuantity } })
    expect(plan(least('30')).quantity).toBe('30')
    expect(refusal(least('30.001'))?.detail).toMatch(/^30 ETHUSDT .* least order: 30\.001 and 20 notional$/)
  })

  test('without free balance, or without a leverage for its margin, is rejected', () => {
    const refused = { planned: false, reason: 'refused' }
    expect(refusal({ freeBalance: '0' })).toEqual({
      ...refused,
      detail: 'a margin of 0.00 fits no leverage',
    })
    expect(refusal({ brackets: [] })).toEqual({
      ...refused,
      detail: 'a margin of 2500.00 fits no leverage',
    })
  })

  test('binds no less than is written', () => {
    // 7.025 × 2491 / 7 is 2499.896428571…
    const quote = { bid: '2491', ask: '2491', last: '2491', mark: '2491' }
    expect(plan({ requestedLeverage: 7, quote }).margin).toBe('2499.89642858')
  })
})

describe('the price of an entry', () => {
  test('goes through the touch by a quarter of the distance of the stop, on the tick', () => {
    // The stop is 1.6667 away, a quarter of that is 0.4167.
    expect(plan()).toMatchObject({ touchPrice: '2500', limitPrice: '2500.41', stopLevel: '2498.34' })
    expect(plan({ side: 'short' })).toMatchObject({
      touchPrice: '2499.99',
      limitPrice: '2499.58', // 2499.5733 is a quarter away
      stopLevel: '2501.65',
    })
  })

  const priced = fc.constantFrom(...market)
  test.prop([
    priced,
    fc.constantFrom('long', 'short'),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 100 }),
  ])(
    'is on the tick like the stop, and never further through than a quarter of the distance',
    ({ rules, price }, side, leverage, balance) => {
      const quote = { bid: price, ask: price, last: price, mark: price }
      const freeBalance = String(balance * 1_000)
      const planned = planEntry(basis({ side, rules, quote, freeBalance, requestedLeverage: leverage }))
      if (!planned.planned) {
        expect(planned.reason).toBe('stop-too-tight')
        return
      }
      const { limitPrice, stopLevel, quantity, worstLoss, margin } = planned
      for (const level of [limitPrice, stopLevel]) expect(dec(level).mod(rules.tickSize).isZero()).toBe(true)
      const through = dec(limitPrice).minus(price).times(sign(side))
      expect(through.gte(0)).toBe(true)
      expect(through.times(4).lte(dec(price).times(settings.stopLossPct).div(planned.leverage))).toBe(true)
      expect(isTighter(side, dec(price), dec(stopLevel))).toBe(true)
      expect(dec(quantity).mod(rules.stepSize).isZero()).toBe(true)
      expect(dec(quantity).times(price).lte(dec(margin).times(planned.leverage))).toBe(true)
      expect(dec(worstLoss).gt(dec(margin).times(settings.emergencyPct))).toBe(true)
    },
  )
})

describe('a stop that cannot stand', () => {
  // 2500 × 0.02 / 25 is exactly 2.
  const at25 = { requestedLeverage: 25 }

  test('is too tight below five ticks', () => {
    expect(plan({ ...at25, rules: { ...ethRules, tickSize: '0.4' } }).stopLevel).toBe('2498')
    expect(refusal({ ...at25, rules: { ...ethRules, tickSize: '0.41' } })).toEqual({
      planned: false,
      reason: 'stop-too-tight',
      detail: "the stop's distance is 2.00000000; it needs 2.05000000: lower the leverage or widen the stop",
    })
  })

  test('is too tight below twice the spread', () => {
    const spread = (bid: string) => ({ ...at25, quote: { bid, ask: '2500', last: '2500', mark: '2500' } })
    expect(plan(spread('2499')).leverage).toBe(25)
    expect(refusal(spread('2498.99'))?.reason).toBe('stop-too-tight')
  })

  test('is too tight if last and mark are far apart, on either side', () => {
    const apart = (last: string) => ({ ...at25, quote: { bid: '2499.5', ask: '2500', last, mark: '2500' } })
    expect([plan(apart('2500.5')).leverage, plan(apart('2499.5')).leverage]).toEqual([25, 25])
    expect(refusal(apart('2500.51'))?.reason).toBe('stop-too-tight')
    expect(refusal(apart('2499.49'))?.reason).toBe('stop-too-tight')
  })

  test('is measured by the settings', () => {
    expect(refusal({ ...at25, minStopTicks: 201 })?.reason).toBe('stop-too-tight')
    expect(plan({ ...at25, minStopTicks: 200 }).leverage).toBe(25)
    expect(refusal({ ...at25, minStopSpreads: '201' })?.reason).toBe('stop-too-tight')
  })

  test('is rejected beyond half the liquidation distance', () => {
    // At 30x ETH is liquidated 2.933 % away: half of it is 44 % of the margin.
    expect(plan({ settings: { ...settings, stopLossPct: '0.43' } }).leverage).toBe(30)
    expect(refusal({ settings: { ...settings, stopLossPct: '0.45' } })).toEqual({
      planned: false,
      reason: 'refused',
      detail:
        "the stop's distance of 37.50000000 is more than half the liquidation distance of 73.33333333 at 30x",
    })
  })

  test('is accepted at exactly half the liquidation distance', () => {
    // At 25x, with 3.84 % of maintenance, ETH is liquidated 4 away; the stop is 2 away.
    const bracket = { initialLeverage: 25, notionalCap: '1000000', cumulative: '0' }
    const asking = (maintenanceMarginRatio: string) => ({
      ...at25,
      brackets: [{ ...bracket, maintenanceMarginRatio }],
    })
    expect(plan(asking('0.0384')).stopLevel).toBe('2498')
    expect(refusal(asking('0.03841'))?.reason).toBe('refused')
  })
})

test('the worst loss is the emergency level and a taker round trip', () => {
  expect(plan().worstLoss).toBe('150.00000000') // 3 % of 2,500 and 0.1 % of 75,000
  expect(worstLossOf('30', '2500', 30, settings).toFixed()).toBe('150')
})
