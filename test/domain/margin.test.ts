import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { dec } from '#domain/decimal.ts'
import {
  effectiveLeverage,
  leastQuantity,
  liquidationDistance,
  marginPnl,
  orderable,
  priceAt,
  priceDistance,
  stepOf,
} from '#domain/margin.ts'
import { btcRules, dogeBrackets, dogeRules, ethBrackets, ethRules, market } from './market.ts'

describe('profit as a share of the margin', () => {
  test.each([
    ['long', '2502.5', '0.03'],
    ['long', '2497.5', '-0.03'],
    ['short', '2497.5', '0.03'],
    ['short', '2502.5', '-0.03'],
    ['short', '2500', '0'],
  ] as const)('of a %s of 2500 at %s is %s at 30x', (side, mark, pnl) => {
    expect(marginPnl(side, dec(2500), dec(mark), 30).eq(pnl)).toBe(true)
  })

  test('a 30th of the price is the whole margin at 30x', () => {
    expect(marginPnl('long', dec(3000), dec(2900), 30).eq(-1)).toBe(true)
    expect(priceDistance(dec(2500), dec('0.02'), 30).toFixed(6)).toBe('1.666667')
  })

  test.each([
    ['long', '0.25', '3025'],
    ['short', '0.25', '2975'],
    ['long', '-0.01', '2999'],
    ['short', '-0.01', '3001'],
    ['long', '0', '3000'],
  ] as const)('a price that a %s of 3000 reaches at %s is exact: %s', (side, pct, price) => {
    expect(priceAt(side, dec(3000), dec(pct), 30).toFixed()).toBe(price)
  })

  test.prop([
    fc.constantFrom('long', 'short'),
    fc.integer({ min: 1, max: 10_000_000 }),
    fc.integer({ min: -50, max: 100 }),
    fc.integer({ min: 1, max: 125 }),
  ])('the price of a profit and the profit at a price are inverse', (side, ticks, pct, leverage) => {
    const entry = dec(ticks).div(100)
    const price = priceAt(side, entry, dec(pct).div(100), leverage)
    expect(marginPnl(side, entry, price, leverage).minus(dec(pct).div(100)).abs().lt('1e-30')).toBe(true)
  })
})

describe('the effective leverage', () => {
  const at = (requested: number, margin: string, brackets = dogeBrackets) =>
    effectiveLeverage(requested, dec(margin), brackets)

  test.each([
    [30, '5000', 30],
    [75, '1000', 75],
    [75, '1066.66', 75], // 79,999.5 fit the first bracket's 80,000
    [75, '1066.67', 74], // 80,000.25 do not; the second bracket begins at 50x, so 74 × 1,066.67 it is
    [75, '3000', 50], // 150,000 in the second bracket
    [125, '100', 75],
    [30, '25000', 30], // exactly 750,000
    [30, '25000.01', 29],
    [30, '50000', 25], // 1,250,000 would need a bracket of 25x
    [2, '60000000', 1],
    [1, '200000001', undefined],
  ])('%dx with a margin of %s is %s', (requested, margin, leverage) => {
    expect(at(requested, margin)).toBe(leverage)
  })

  test.prop([
    fc.integer({ min: 1, max: 125 }),
    fc.integer({ min: 1, max: 300_000_000 }),
    fc.constantFrom(dogeBrackets, ethBrackets),
  ])('is the highest that fits its bracket', (requested, margin, brackets) => {
    const fits = (leverage: number) => {
      const bracket = brackets.find(step => dec(margin).times(leverage).lte(step.notionalCap))
      return bracket !== undefined && bracket.initialLeverage >= leverage
    }
    const leverage = effectiveLeverage(requested, dec(margin), brackets) ?? 0
    expect(leverage).toBeLessThanOrEqual(requested)
    if (leverage > 0) expect(fits(leverage)).toBe(true)
    for (let higher = leverage + 1; higher <= requested; higher++) expect(fits(higher)).toBe(false)
  })
})

describe('the liquidation distance', () => {
  test('of ETH at 30x is about 2.9 % of the price', () => {
    expect(liquidationDistance(30, dec(75_000), ethBrackets).toFixed(4)).toBe('0.0293')
  })

  test('counts a bracket’s maintenance deduction', () => {
    // 1 / 20 − (0.025 − 16,280 / 3,000,000)
    expect(liquidationDistance(20, dec(3_000_000), dogeBrackets).toFixed(6)).toBe('0.030427')
  })

  test('beyond the last bracket uses the last one', () => {
    expect(liquidationDistance(1, dec(300_000_000), dogeBrackets).toFixed(4)).toBe('0.6112')
  })

  test('is unknown without brackets', () => {
    expect(() => liquidationDistance(30, dec(1), [])).toThrow(/needs at least one leverage bracket/)
  })
})

describe('the quantity', () => {
  const buys = (notional: string, price: string, rules = ethRules) =>
    orderable(dec(notional).div(dec(price)), rules).toFixed()

  test.each([
    ['75000', '2500', ethRules, '30'],
    ['75000', '2500.01', ethRules, '29.999'],
    ['20000000', '2500', ethRules, '2000'], // MARKET_LOT_SIZE, though LOT_SIZE takes 10,000
    ['1000', '0.25', dogeRules, '4000'],
    ['1000', '0.3', dogeRules, '3333'],
    ['40', '95123.4', btcRules, '0'],
  ])('that %s buys at %s', (notional, price, rules, quantity) => {
    expect(buys(notional, price, rules)).toBe(quantity)
  })

  test('keeps the coarser of both steps, and takes the larger of both minima', () => {
    const rules = { ...ethRules, marketStepSize: '0.01', marketMinQuantity: '0.05' }
    expect(stepOf(rules).toFixed()).toBe('0.01')
    expect(leastQuantity(rules).toFixed()).toBe('0.05')
    expect(buys('2500', '333', rules)).toBe('7.5')
  })

  test('stays within the smaller of both maxima, on the step', () => {
    expect(buys('75000', '2500', { ...ethRules, maxQuantity: '7.0005' })).toBe('7')
    expect(buys('75000', '2500', { ...ethRules, marketMaxQuantity: '7.0005' })).toBe('7')
  })

  test.prop([fc.constantFrom(...market), fc.integer({ min: 1, max: 2_000_000_000 })])(
    'is on the step and costs at most the notional',
    ({ rules, price }, cents) => {
      const notional = dec(cents).div(100)
      const quantity = orderable(notional.div(price), rules)
      expect(quantity.mod(rules.stepSize).isZero() && quantity.mod(rules.marketStepSize).isZero()).toBe(true)
      expect(quantity.lte(rules.marketMaxQuantity) && quantity.lte(rules.maxQuantity)).toBe(true)
      expect(quantity.times(price).lte(notional)).toBe(true)
    },
  )
})
