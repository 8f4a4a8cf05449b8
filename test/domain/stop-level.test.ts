import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { stopBasis } from '#domain/protection.ts'
import { isTighter, sign } from '#domain/side.ts'
import {
  adoptedStopLevel,
  backupLimit,
  firstStopLevel,
  isWorthMoving,
  ladderLevel,
  loosenToTick,
  takeProfitTick,
  tightenToTick,
} from '#domain/stop-level.ts'
import { anOpenPosition, opposite } from './builders.ts'
import { market } from './market.ts'

const side = fc.constantFrom('long' as const, 'short' as const)
const long = stopBasis(anOpenPosition())
const short = stopBasis(anOpenPosition({ side: 'short' }))

describe('the first stop', () => {
  test.each([
    ['long', '2500', '2498.34'], // 2498.3333
    ['short', '2500', '2501.66'], // 2501.6667
    ['long', '3000', '2998'],
    ['short', '3000', '3002'],
  ] as const)('of a %s of %s stands at %s: 2 %% of the margin at 30x', (side, entry, level) => {
    expect(firstStopLevel(side, dec(entry), dec('0.02'), 30, dec('0.01')).toFixed()).toBe(level)
  })
})

describe('the stop of an adopted position', () => {
  const found = (side: 'long' | 'short', mark?: string) => {
    const position = { side, entry: dec(3000), leverage: 30 }
    return adoptedStopLevel(
      position,
      mark === undefined ? mark : dec(mark),
      dec('0.02'),
      dec('0.01'),
    ).toFixed()
  }

  test.each([
    ['long', undefined, '2998'],
    ['long', '2998.01', '2998'],
    ['long', '2998', '2996.01'], // 2 % of the margin below the mark
    ['short', undefined, '3002'],
    ['short', '3001.99', '3002'],
    ['short', '3002', '3004'], // 3004.0013
  ] as const)(
    'of a %s at a mark of %s is %s: from the entry, or from the mark that is past that',
    (side, mark, level) => {
      expect(found(side, mark)).toBe(level)
    },
  )
})

describe('rounded to the tick,', () => {
  test('a stop loses nothing: towards the entry on the losing side, away from it on the winning side', () => {
    const onTick = (side: 'long' | 'short', level: string) =>
      tightenToTick(side, dec(level), dec('0.01')).toFixed()
    expect(onTick('long', '2498.3333')).toBe('2498.34')
    expect(onTick('long', '2502.5013')).toBe('2502.51')
    expect(onTick('short', '2501.6667')).toBe('2501.66')
    expect(onTick('short', '2497.5012')).toBe('2497.5')
  })

  test('a backup stays behind its primary: away from the mark', () => {
    const behind = (side: 'long' | 'short', level: string) =>
      loosenToTick(side, dec(level), dec('0.01')).toFixed()
    expect([behind('long', '2498.3333'), behind('short', '2501.6667')]).toEqual(['2498.33', '2501.67'])
  })

  test('a take-profit triggers no later: towards the entry', () => {
    expect(takeProfitTick('long', dec('2506.6667'), dec('0.01')).toFixed()).toBe('2506.66')
    expect(takeProfitTick('short', dec('2493.3333'), dec('0.01')).toFixed()).toBe('2493.34')
  })

  test.prop([side, fc.constantFrom(...market), fc.integer({ min: 1, max: 2_000_000_000 })])(
    'a price moves by less than one tick, and one on the tick stays',
    (side, { rules }, parts) => {
      const tick = dec(rules.tickSize)
      const price = dec(parts).times(tick).div(1_000)
      const stop = tightenToTick(side, price, tick)
      const profit = takeProfitTick(side, price, tick)
      for (const level of [stop, profit]) {
        expect(level.mod(tick).isZero()).toBe(true)
        expect(level.minus(price).abs().lt(tick)).toBe(true)
      }
      expect(isTighter(side, price, stop)).toBe(false)
      expect(isTighter(opposite(side), profit, price)).toBe(
        price.mod(tick).isZero() ? false : !profit.eq(price),
      )
      expect(tightenToTick(side, stop, tick).eq(stop)).toBe(true)
    },
  )
})

describe('the level that the ladder asks for', () => {
  const level = (basis: typeof long, current: string, tier: number, mark: string) =>
    ladderLevel(basis, dec(current), tier, dec(mark)).toFixed()

  test('before the first tier is the standing one', () => {
    expect(level(long, '2498.34', 0, '2503')).toBe('2498.34')
  })

  test('from the first tier on is break-even with all fees', () => {
    expect(level(long, '2498.34', 1, '2504.5')).toBe('2502.51')
    expect(level(short, '2501.66', 1, '2495.5')).toBe('2497.5')
  })

  test.each([
    [2, '2520', '2504'], // 20 % of 20
    [3, '2520', '2508'],
    [4, '2530', '2518'],
    [5, '2560', '2542'],
  ])('at tier %d and a mark of %s locks its share of the profit: %s', (tier, mark, expected) => {
    expect(level(long, '2502.51', tier, mark)).toBe(expected)
    const mirrored = dec(5000).minus(mark).toFixed()
    expect(level(short, '2497.5', tier, mirrored)).toBe(dec(5000).minus(expected).toFixed())
  })

  test('is still break-even if the tier’s share of the profit is less', () => {
    expect(level(long, '2498.34', 2, '2508.34')).toBe('2502.51')
  })

  test('ignores break-even while the mark is short of it', () => {
    // At 125x a round trip costs 12.5 % of the margin: 10 % of profit does not carry it, but 2 % can be locked.
    const steep = stopBasis(anOpenPosition({ leverage: 125 }))
    expect(level(steep, '2499.6', 1, '2501.2')).toBe('2499.6')
    expect(level(steep, '2499.6', 2, '2502')).toBe('2500.4')
    expect(level(steep, '2500.4', 2, '2503')).toBe('2502.51')
  })

  test.prop([
    side,
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 40_000 }),
    fc.integer({ min: 0, max: 40_000 }),
  ])('is on the tick and never looser than the standing one', (side, tier, standing, marked) => {
    const basis = side === 'long' ? long : short
    const current = dec(2300).plus(dec(standing).div(100))
    const next = ladderLevel(basis, current, tier, dec(2300).plus(dec(marked).div(100)))
    expect(isTighter(side, current, next)).toBe(false)
    expect(next.mod('0.01').isZero()).toBe(true)
  })
})

describe('a stop is worth moving', () => {
  const worth = (basis: typeof long, current: string, next: string) =>
    isWorthMoving(basis, dec(current), dec(next))

  test('from half a per cent of the margin on', () => {
    // 2500 × 0.005 / 30 = 0.41666…
    expect(worth(long, '2498.34', '2498.76')).toBe(true)
    expect(worth(long, '2498.34', '2498.75')).toBe(false)
    expect(worth(short, '2501.66', '2501.24')).toBe(true)
    expect(worth(short, '2501.66', '2501.25')).toBe(false)
  })

  test('from two ticks on, if these are more', () => {
    const coarse = { ...long, tickSize: dec(1) }
    expect(worth(coarse, '2498', '2500')).toBe(true)
    expect(worth(coarse, '2498', '2499')).toBe(false)
  })

  test('never away from the mark', () => {
    expect(worth(long, '2498.34', '2490')).toBe(false)
    expect(worth(short, '2501.66', '2510')).toBe(false)
  })
})

test.prop([side, fc.constantFrom(...market)])(
  "the backup's limit is 0.2 % worse than its trigger, on the tick, never better",
  (side, { rules, price }) => {
    const tick = dec(rules.tickSize)
    const worse = dec(price)
      .minus(backupLimit(side, dec(price), tick))
      .times(sign(side))
    expect(worse.gte(dec(price).times('0.002'))).toBe(true)
    expect(worse.lt(dec(price).times('0.002').plus(tick))).toBe(true)
    expect(backupLimit(side, dec(price), tick).mod(tick).isZero()).toBe(true)
  },
)
