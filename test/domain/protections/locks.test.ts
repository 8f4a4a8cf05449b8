import { describe, expect, test } from 'vitest'
import type { ClosedTrade } from '#domain/protections/closed-trade.ts'
import {
  type Lock,
  lockingLonger,
  lockingShorter,
  lockOn,
  locksInForce,
  type Protection,
  reachOf,
} from '#domain/protections/locks.ts'
import { refuseByProtections } from '#domain/protections/refuse.ts'
import { now } from '../builders.ts'
import { aProfit, aTrade, minutesFromNow } from './trades.ts'

const lookingBack = { lookbackPeriod: 60, tradeLimit: 2, stopDuration: 30 }
const guard = {
  method: 'StoplossGuard',
  ...{ ...lookingBack, requiredProfit: '0', onlyPerPair: false, onlyPerSide: false },
} as const satisfies Protection
const drawdown = {
  method: 'MaxDrawdown',
  ...{ ...lookingBack, maxAllowedDrawdown: '0.1' },
} as const satisfies Protection
const lowProfit = {
  method: 'LowProfitPairs',
  ...{ ...lookingBack, requiredProfit: '0.02', onlyPerSide: false },
} as const satisfies Protection
const cooldown = { method: 'CooldownPeriod', stopDuration: 30 } as const satisfies Protection

const locksOf = (protection: Protection, ...trades: readonly ClosedTrade[]): readonly Partial<Lock>[] =>
  locksInForce([protection], trades, now).map(({ symbol, side, until }) => ({
    ...(symbol !== undefined && { symbol }),
    ...(side && { side }),
    until,
  }))
const until = (minutes: number) => ({ until: minutesFromNow(minutes) })
const short = { side: 'short' } as const
const bitcoin = { symbol: 'BTCUSDT' }

describe('StoplossGuard', () => {
  test('locks every symbol once there are as many stops as its limit, from the last one on', () => {
    expect(locksOf(guard, aTrade(5))).toEqual([])
    expect(locksOf(guard, aTrade(50), aTrade(5, { ...bitcoin, ...short }))).toEqual([until(25)])
  })

  test.each<[string, ClosedTrade]>([
    ['a take-profit', aProfit(20, '-0.05')],
    ['a stop that made a profit', aTrade(20, { profit: '0.01' })],
    ['a stop at exactly what is required', aTrade(20, { profit: '0' })],
    ['a stop that has left the look-back', aTrade(65)],
  ])('does not count %s', (_, other) => {
    expect(locksOf(guard, other, aTrade(5))).toEqual([])
  })

  test('counts a stop up to the end of its look-back, and stops with too little profit', () => {
    expect(locksOf(guard, aTrade(64.999), aTrade(5))).toEqual([until(25)])
    const demanding = { ...guard, requiredProfit: '0.02' }
    expect(locksOf(demanding, aTrade(20, { profit: '0.01' }), aTrade(5))).toEqual([until(25)])
  })

  test('for a pair or a side counts and locks only that', () => {
    const trades = [aTrade(30, bitcoin), aTrade(20, short), aTrade(10)]
    expect(locksOf({ ...guard, onlyPerPair: true }, ...trades)).toEqual([{ symbol: 'ETHUSDT', ...until(20) }])
    expect(locksOf({ ...guard, onlyPerSide: true }, ...trades)).toEqual([{ side: 'long', ...until(20) }])
    expect(locksOf({ ...guard, onlyPerPair: true, onlyPerSide: true }, ...trades)).toEqual([])
  })

  test('lasts until its end, even after its trades have left the look-back', () => {
    const long = { ...guard, lookbackPeriod: 10, stopDuration: 90 }
    const trades = [aTrade(89), aTrade(85)]
    expect(locksOf(long, ...trades)).toEqual([until(5)])
    expect(locksInForce([long], trades, minutesFromNow(5) - 1)).toHaveLength(1)
    expect(locksInForce([long], trades, minutesFromNow(5))).toEqual([])
  })

  test('is not triggered by a trade that is no stop, even after stops in the look-back', () => {
    expect(locksOf({ ...guard, stopDuration: 5 }, aTrade(9), aTrade(8), aProfit(1, '0.3'))).toEqual([])
  })
})

describe('MaxDrawdown', () => {
  test('locks every symbol if the sum of profits fell too far from its high', () => {
    const trades = [aProfit(40, '0.2'), aProfit(30, '-0.06'), aProfit(20, '-0.05', bitcoin)]
    expect(locksOf(drawdown, ...trades)).toEqual([until(10)])
    expect(locksOf({ ...drawdown, maxAllowedDrawdown: '0.11' }, ...trades)).toEqual([])
  })

  test('begins at zero', () => {
    expect(locksOf(drawdown, aTrade(20), aProfit(10, '-0.051'))).toEqual([until(20)])
    expect(locksOf(drawdown, aTrade(20), aTrade(10))).toEqual([])
  })

  test('is not undone by later wins while the fall is in the look-back', () => {
    expect(locksOf(drawdown, aProfit(20, '-0.2'), aProfit(10, '0.5'))).toEqual([until(20)])
    expect(locksOf(drawdown, aProfit(80, '-0.2'), aTrade(20), aProfit(10, '0.5'))).toEqual([])
  })

  test('ignores trades that closed after the triggering one', () => {
    const lifted = { ...aProfit(10, '-0.9'), lifted: true as const }
    expect(locksOf({ ...drawdown, tradeLimit: 1 }, aTrade(20), lifted)).toEqual([])
  })

  test('needs as many trades as its limit', () => {
    expect(locksOf(drawdown, aProfit(10, '-0.9'))).toEqual([])
  })
})

describe('LowProfitPairs', () => {
  test('locks a symbol whose trades earned less than required', () => {
    const trades = [aProfit(30, '0.03'), aProfit(25, '-0.9', bitcoin), aProfit(20, '-0.011')]
    expect(locksOf(lowProfit, ...trades)).toEqual([{ symbol: 'ETHUSDT', ...until(10) }])
    expect(locksOf({ ...lowProfit, requiredProfit: '0.019' }, ...trades)).toEqual([])
  })

  test('for one side adds up that side, and counts both', () => {
    const trades = [aProfit(30, '0.5', short), aProfit(20, '0.01')]
    expect(locksOf({ ...lowProfit, onlyPerSide: true }, ...trades)).toEqual([
      { symbol: 'ETHUSDT', side: 'long', ...until(10) },
    ])
    expect(locksOf(lowProfit, ...trades)).toEqual([])
    const none = { ...lowProfit, requiredProfit: '0', onlyPerSide: true }
    const lost = [aProfit(30, '0.5', short), aProfit(20, '-0.01')]
    expect(locksOf(none, ...lost)).toEqual([{ symbol: 'ETHUSDT', side: 'long', ...until(10) }])
  })

  test('needs as many trades of the symbol as its limit', () => {
    expect(locksOf(lowProfit, aProfit(70, '0'), aProfit(20, '0', bitcoin), aProfit(9, '0'))).toEqual([])
  })
})

describe('CooldownPeriod', () => {
  test('locks a symbol after each of its trades, won or lost', () => {
    expect(locksOf(cooldown, aProfit(40, '1'), aProfit(20, '1'), aProfit(10, '1', bitcoin))).toEqual([
      { symbol: 'ETHUSDT', ...until(10) },
      { symbol: 'BTCUSDT', ...until(20) },
    ])
  })
})

test.each([
  ['02:30', '2025-02-03T02:30:00.000Z'],
  ['02:06', '2025-02-04T02:06:00.000Z'],
])('with unlock_at %s a lock ends at the next such time', (unlockAt, end) => {
  // Closed at 02:06, a minute ago.
  const [lock] = locksInForce([{ method: 'CooldownPeriod', unlockAt }], [aTrade(1)], now)
  expect(new Date(lock?.until ?? 0).toISOString()).toBe(end)
})

test('a trade whose locks were lifted sets none, and counts for one that closes later', () => {
  const lifted = [aTrade(30), aTrade(20)].map(trade => ({ ...trade, lifted: true as const }))
  expect(locksOf(guard, ...lifted)).toEqual([])
  expect(locksOf(guard, ...lifted, aProfit(10, '1'))).toEqual([])
  expect(locksOf(guard, ...lifted, aTrade(10))).toEqual([until(20)])
})

test('trades count for the longest look-back plus lock, which may be a day for a time of day', () => {
  expect(reachOf([])).toBe(0)
  expect(reachOf([cooldown])).toBe(30 * 60_000)
  expect(reachOf([cooldown, guard])).toBe(90 * 60_000)
  const { stopDuration: _, ...daily } = { ...guard, unlockAt: '18:00' }
  expect(reachOf([daily])).toBe(1_500 * 60_000)
})

describe('an entry', () => {
  const asked = (protections: readonly Protection[], symbol: string, side: 'long' | 'short') =>
    refuseByProtections({ symbol, side }, [aTrade(30), aTrade(20)], protections, now)

  test('is rejected only on a locked target, with the lock’s end, reason and trades', () => {
    const one = { ...guard, onlyPerPair: true, onlyPerSide: true }
    expect(asked([one], 'ETHUSDT', 'long')).toEqual({
      reason: 'stoploss-guard',
      detail:
        'StoplossGuard locks ETHUSDT long until 2025-02-03T02:17:00.000Z: 2 stops within 60 minutes, and 2 is the limit (ETHUSDT t30, ETHUSDT t20)',
    })
    expect(asked([one], 'ETHUSDT', 'short')).toBeUndefined()
    expect(asked([one], 'BTCUSDT', 'long')).toBeUndefined()
  })

  test('gets the lock that ends last', () => {
    const longer = { ...lowProfit, stopDuration: 40 }
    expect(asked([longer, guard, cooldown], 'ETHUSDT', 'short')?.reason).toBe('low-profit-pairs')
    expect(asked([longer, guard, cooldown], 'BTCUSDT', 'short')?.reason).toBe('stoploss-guard')
    expect(lockOn([], 'BTCUSDT', 'short')).toBeUndefined()
  })

  test.each<[Protection, string, RegExp]>([
    [
      drawdown,
      'max-drawdown',
      /^MaxDrawdown locks every symbol until .*: a drawdown of 0\.15 over 3 trades within 60 minutes, and 0\.1/,
    ],
    [
      lowProfit,
      'low-profit-pairs',
      /^LowProfitPairs locks ETHUSDT until .*: ETHUSDT made -0\.15 within 60 minutes, and 0\.02 is required/,
    ],
    [
      cooldown,
      'cooldown-period',
      /^CooldownPeriod locks ETHUSDT until .*: ETHUSDT was closed \(ETHUSDT t10\)$/,
    ],
  ])('is rejected with what %o found', (protection, reason, detail) => {
    const trades = [aTrade(30), aTrade(20), aTrade(10)]
    const refused = refuseByProtections({ symbol: 'ETHUSDT', side: 'long' }, trades, [protection], now)
    expect(refused).toEqual({ reason, detail: expect.stringMatching(detail) })
  })

  test('gets the last five of many trades', () => {
    const many = Array.from({ length: 7 }, (_, n) => aTrade(20 - n))
    const { detail = '' } =
      refuseByProtections({ symbol: 'ETHUSDT', side: 'long' }, many, [drawdown], now) ?? {}
    expect(detail).toMatch(
      /^MaxDrawdown locks every symbol until .*: a drawdown of 0\.35 over 7 trades within 60 minutes, and 0\.1 is allowed \(2 before, ETHUSDT t18, .*ETHUSDT t14\)$/,
    )
  })
})

describe('comparing locks before and now,', () => {
  const aLock = (minutes: number, change: Partial<Lock> = {}): Lock => ({
    ...{ method: 'StoplossGuard', since: now, why: '', trades: [] },
    ...until(minutes),
    ...change,
  })
  const before = [aLock(20), aLock(25), aLock(15, bitcoin)]

  test.each<[string, Lock]>([
    ['ends later', aLock(26)],
    ['is of another method', aLock(5, { method: 'MaxDrawdown' })],
    ['locks another symbol', aLock(5, { symbol: 'ETHUSDT' })],
    ['locks one side', aLock(5, short)],
  ])('a lock that %s holds longer', (_, lock) => {
    expect(lockingLonger(before, [...before, lock])).toEqual([lock])
  })

  test('a lock that ends as before or earlier holds no longer', () => {
    expect(lockingLonger(before, before)).toEqual([])
    expect(lockingLonger(before, [aLock(24), aLock(15, bitcoin)])).toEqual([])
    expect(lockingLonger(before, [])).toEqual([])
  })

  test('a lock that ends earlier holds shorter, and one that ends as before or later does not', () => {
    expect(lockingShorter(before, [aLock(24), aLock(15, bitcoin)])).toEqual([
      { lock: aLock(25), until: aLock(24).until },
    ])
    expect(lockingShorter(before, [aLock(25), aLock(16, bitcoin), aLock(5, short)])).toEqual([])
  })

  test('the lock that ends last represents those of its method and target', () => {
    expect(lockingLonger([], before)).toEqual([aLock(25), aLock(15, bitcoin)])
    expect(lockingShorter(before, [])).toEqual([{ lock: aLock(25) }, { lock: aLock(15, bitcoin) }])
  })
})
