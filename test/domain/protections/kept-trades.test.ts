import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { ClosedTrade } from '#domain/protections/closed-trade.ts'
import { keeping, liftedAll, mostTrades } from '#domain/protections/kept-trades.ts'
import { locksInForce, type Protection, reachOf } from '#domain/protections/locks.ts'
import { now } from '../builders.ts'
import { aTrade } from './trades.ts'

const all = (trades: readonly ClosedTrade[], protections: readonly Protection[] = []) =>
  trades.reduce<readonly ClosedTrade[]>((kept, trade) => keeping(kept, trade, protections, now), [])
const many = (count: number) => Array.from({ length: count }, (_, n) => aTrade(count - n))

const trade = fc
  .record({
    id: fc.integer({ min: 1, max: 80 }).map(String),
    symbol: fc.constantFrom('ETHUSDT', 'BTCUSDT'),
    minutesAgo: fc.integer({ min: 0, max: 200 }),
  })
  .map(({ minutesAgo, ...change }) => aTrade(minutesAgo, change))

describe('the kept trades', () => {
  test.prop([fc.uniqueArray(trade, { selector: ({ id }) => id, maxLength: 60 })])(
    'are the same in whatever order they come, if none of them locks',
    trades => {
      expect(all(trades.toReversed())).toEqual(all(trades))
      expect(all(trades)).toEqual(
        trades.toSorted((a, b) => a.closedAt - b.closedAt || (a.id < b.id ? -1 : 1)).slice(-mostTrades),
      )
    },
  )

  test('hold a trade once, in its latest form', () => {
    const [first, second] = [aTrade(9), aTrade(5)]
    expect(all([first, second, { ...first, profit: '0.1' }])).toEqual([{ ...first, profit: '0.1' }, second])
  })

  test('drop the oldest if there are too many', () => {
    expect(all(many(mostTrades + 2)).map(({ id }) => id)).toEqual(many(mostTrades).map(({ id }) => id))
  })

  test('keep trades that hold a lock, and drop the oldest other', () => {
    const lock = { method: 'CooldownPeriod', stopDuration: 600 } as const
    const dash = aTrade(500, { symbol: 'DASHUSDT' })
    const others = many(mostTrades + 3)
    const kept = all([dash, ...others], [lock])
    expect(kept).toHaveLength(mostTrades)
    expect(kept[0]).toEqual(dash)
    expect(kept.slice(1)).toEqual(others.slice(4))
    expect(all([dash, ...others])).not.toContainEqual(dash)
  })

  test('drop the oldest if each holds a lock of its own', () => {
    const lock = { method: 'CooldownPeriod', stopDuration: 600 } as const
    const others = many(mostTrades + 1).map((each, n) => ({ ...each, symbol: `S${n}USDT` }))
    expect(all(others, [lock])).toEqual(others.slice(1))
  })

  test('keep the lock that lasts longest if each trade holds one', () => {
    const cooldown = { method: 'CooldownPeriod', stopDuration: 600 } as const
    const guard: Protection = {
      method: 'StoplossGuard',
      ...{ lookbackPeriod: 60, tradeLimit: 2, requiredProfit: '0' },
      ...{ onlyPerPair: true, onlyPerSide: false, stopDuration: 1_440 },
    }
    const dashes = [aTrade(500, { symbol: 'DASHUSDT' }), aTrade(499, { symbol: 'DASHUSDT' })]
    const others = many(mostTrades - 1).map((each, n) => ({ ...each, symbol: `S${n}USDT` }))
    expect(all([...dashes, ...others], [cooldown, guard])).toEqual([...dashes, ...others.slice(1)])
  })

  test('are marked when the operator lifts their locks', () => {
    const trades = [aTrade(9), aTrade(5)]
    expect(liftedAll(trades)).toEqual(trades.map(each => ({ ...each, lifted: true })))
  })

  test('take less than 6 KB with the longest symbol and every field', () => {
    const symbol = '1000000BABADOGEUSDT'
    const worst = many(mostTrades).map((each, n) => ({
      ...each,
      ...{ id: `abcdefghij${10 + n}`, symbol, side: 'short' as const, profit: '-1.23456789' },
    }))
    // DynamoDB counts names and values, a byte for each pair, three for a map or list, and two digits in a byte.
    const size = liftedAll(all(worst)).reduce(
      (bytes, each) =>
        bytes +
        4 +
        Object.entries(each).reduce(
          (sum, [name, value]) =>
            sum +
            name.length +
            1 +
            (typeof value === 'string' ? value.length : typeof value === 'number' ? 9 : 1),
          0,
        ),
      3,
    )
    expect(size).toBeLessThan(6_144)
  })

  test.prop([fc.array(trade, { maxLength: 20 }), fc.integer({ min: 1, max: 60 }), fc.boolean()])(
    'decide the same without trades that are out of reach',
    (trades, stopDuration, untilTime) => {
      const protection: Protection = {
        method: 'MaxDrawdown',
        ...{ lookbackPeriod: 30, tradeLimit: 1, maxAllowedDrawdown: '0.12' },
        ...(untilTime ? { unlockAt: '02:30' } : { stopDuration }),
      }
      const kept = all(trades)
      const within = kept.filter(({ closedAt }) => closedAt > now - reachOf([protection]))
      const locks = (of: readonly ClosedTrade[]) => locksInForce([protection], of, now)
      expect(locks(within)).toEqual(locks(kept))
    },
  )
})
