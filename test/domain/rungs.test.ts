import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { marginPnl } from '#domain/margin.ts'
import type { SymbolRules } from '#domain/rules.ts'
import { planRungs } from '#domain/rungs.ts'
import type { Side } from '#domain/side.ts'
import { settings } from './builders.ts'
import { dogeRules, ethRules, market, pepeRules } from './market.ts'

const rungsOf = (quantity: string, rules: SymbolRules = ethRules, price = '2500', side: Side = 'long') =>
  planRungs({ side, entryPrice: price, quantity, leverage: 30, settings, rules })

describe('the take-profits of a position', () => {
  test('sell half at 3 %, and the tiers’ shares of the other half', () => {
    expect(rungsOf('10')).toEqual([
      { tier: 0, triggerPrice: '2502.5', quantity: '5', state: 'waiting' },
      { tier: 1, triggerPrice: '2506.66', quantity: '1.25', state: 'waiting' },
      { tier: 2, triggerPrice: '2512.5', quantity: '1.25', state: 'waiting' },
      { tier: 3, triggerPrice: '2520.83', quantity: '1', state: 'waiting' },
      { tier: 4, triggerPrice: '2537.5', quantity: '0.75', state: 'waiting' },
      { tier: 5, triggerPrice: '2583.33', quantity: '0.75', state: 'waiting' },
    ])
  })

  test('of a short lie below the entry', () => {
    const prices = rungsOf('10', ethRules, '2500', 'short').map(rung => rung.triggerPrice)
    expect(prices).toEqual(['2497.5', '2493.34', '2487.5', '2479.17', '2462.5', '2416.67'])
  })

  test('that are too small join the next: three PEPE make two rungs', () => {
    // One at 3 %; the runner of 2 has shares below 1 until the rest takes them all.
    expect(rungsOf('3', pepeRules, '0.0098765').map(({ tier, quantity }) => [tier, quantity])).toEqual([
      [0, '1'],
      [5, '2'],
    ])
  })

  test('of a single step are one rung, at the last tier', () => {
    expect(rungsOf('1', dogeRules, '0.25').map(({ tier, quantity }) => [tier, quantity])).toEqual([[5, '1']])
  })

  test('that are too small at the end join the one before', () => {
    // A runner of 20 in shares of 5, 5, 4, 3 and 3, with a minimum order of 6.
    const rules = { ...dogeRules, minQuantity: '6' }
    expect(rungsOf('40', rules, '0.25').map(({ tier, quantity }) => [tier, quantity])).toEqual([
      [0, '20'],
      [2, '10'],
      [4, '10'],
    ])
  })

  test('leave the rest to the stop if the ladder does not sell it', () => {
    const ladder = settings.ladder.slice(0, 2)
    const planned = planRungs({
      side: 'long',
      entryPrice: '2500',
      quantity: '10',
      leverage: 30,
      settings: { ...settings, ladder },
      rules: ethRules,
    })
    expect(planned.map(rung => rung.quantity)).toEqual(['5', '1.25', '1.25'])
  })

  test('below the least order do not exist', () => {
    expect(rungsOf('3', { ...dogeRules, minQuantity: '6' }, '0.25')).toEqual([])
  })

  test('sell no more than the position, whatever the shares add up to', () => {
    const ladder = settings.ladder.map(tier => ({ ...tier, takeProfit: { at: '1', share: '0.4' } }))
    const basis = { side: 'long', entryPrice: '2500', quantity: '10', leverage: 30 } as const
    const planned = planRungs({ ...basis, settings: { ...settings, ladder }, rules: ethRules })
    expect(planned.map(rung => rung.quantity)).toEqual(['5', '2', '2', '1'])
  })

  test('are one if the first sells the whole position', () => {
    const all = { ...settings, partialTakeProfit: '1' }
    const basis = { side: 'long', entryPrice: '2500', quantity: '10', leverage: 30 } as const
    expect(planRungs({ ...basis, settings: all, rules: ethRules }).map(rung => rung.quantity)).toEqual(['10'])
  })
})

const aPosition = fc.record({
  market: fc.constantFrom(...market),
  steps: fc.integer({ min: 1, max: 100_000 }),
  least: fc.integer({ min: 1, max: 12 }),
  side: fc.constantFrom('long' as const, 'short' as const),
  leverage: fc.integer({ min: 1, max: 50 }),
  first: fc.integer({ min: 0, max: 100 }),
})

test.prop([aPosition])('rungs add up to the position', ({ market, steps, least, first, side, leverage }) => {
  const step = dec(market.rules.stepSize)
  const minimum = step.times(least)
  const quantity = step.times(steps)
  fc.pre(quantity.gte(minimum))
  const rungs = planRungs({
    side,
    entryPrice: market.price,
    quantity: quantity.toFixed(),
    leverage,
    settings: { ...settings, partialTakeProfit: dec(first).div(100).toFixed() },
    rules: { ...market.rules, minQuantity: minimum.toFixed() },
  })
  expect(sum(rungs.map(rung => rung.quantity)).eq(quantity)).toBe(true)
  for (const rung of rungs) {
    expect(dec(rung.quantity).mod(step).isZero()).toBe(true)
    expect(dec(rung.quantity).gte(minimum)).toBe(true)
    expect(dec(rung.triggerPrice).mod(market.rules.tickSize).isZero()).toBe(true)
  }
})

test.prop([aPosition])('rungs rise with their tiers, and none is beyond its tier', basis => {
  const { market, steps, side, leverage } = basis
  const { price: entryPrice, rules } = market
  const quantity = dec(rules.stepSize).times(steps).toFixed()
  const rungs = planRungs({ side, entryPrice, quantity, leverage, settings, rules })
  const asked = [settings.takeProfitPct, ...settings.ladder.map(tier => tier.takeProfit.at)]
  for (const [index, rung] of rungs.entries()) {
    const before = rungs[index - 1]
    expect(rung.tier).toBeGreaterThan(before?.tier ?? -1)
    const pnl = marginPnl(side, dec(entryPrice), dec(rung.triggerPrice), leverage)
    expect(pnl.minus(asked[rung.tier] ?? 0).lte('1e-30')).toBe(true)
  }
})
