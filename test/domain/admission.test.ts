import { describe, expect, test } from 'vitest'
import {
  type AdmissionAccount,
  type EntrySignal,
  isEntry,
  refuseEntry,
  refuseSignal,
  refuseSymbol,
  utcDay,
} from '#domain/admission.ts'
import type { Signal } from '#domain/signal.ts'
import { admission, anAccount, aSignal, now } from './builders.ts'
import { ethRules } from './market.ts'

const eth = { positionId: 'p1', side: 'long', worstLoss: '100' } as const
const other = (count: number, worstLoss = '0') =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`S${n}USDT`, { ...eth, positionId: `p${n}`, worstLoss }]),
  )

test('the gate rejects a first take-profit beyond the ladder’s first tier, like such a setting', () => {
  const ladder = [{ at: '0.05' }, { at: '0.10' }]
  const judged = (takeProfitPct?: string, action: 'BUY' | 'CLOSE' = 'BUY') =>
    refuseSignal(
      { action, at: now, confidence: '0.9', ...(takeProfitPct && { takeProfitPct }) },
      { ...admission, ladder },
      now,
    )
  expect(judged('0.05')).toBeUndefined()
  expect(judged('0.0500001')).toEqual({
    reason: 'invalid',
    detail: 'takeProfitPct: expected at most the first tier of QT_LADDER (0.05), got 0.0500001',
  })
  expect(judged()).toBeUndefined()
  // A decision from before the ladder was read replays equal.
  expect(refuseSignal(aSignal({ takeProfitPct: '0.06' }), admission, now)).toBeUndefined()
  expect(judged('10', 'CLOSE')).toBeUndefined()
})

describe('the signal', () => {
  const verdict = (change: Partial<Signal>) => refuseSignal(aSignal(change), admission, now)?.reason

  test.each<[string, Partial<Signal>, string | undefined]>([
    ['that is good passes', {}, undefined],
    ['at exactly the threshold passes', { confidence: '0.72' }, undefined],
    ['just below the threshold is refused', { confidence: '0.7199' }, 'low-confidence'],
    ['of exactly the greatest age passes', { at: now - 60_000 }, undefined],
    ['a millisecond older is stale', { at: now - 60_001 }, 'stale'],
    ['that is old still closes', { action: 'CLOSE', at: now - 3_600_000 }, undefined],
    ['that closes needs no confidence', { action: 'CLOSE', confidence: '0' }, undefined],
    ['that says HOLD opens nothing', { action: 'HOLD' }, 'hold'],
    ['that is stale and weak is stale', { at: now - 60_001, confidence: '0.1' }, 'stale'],
    ['that says HOLD weakly is weak', { action: 'HOLD', confidence: '0.1' }, 'low-confidence'],
  ])('%s', (_, change, reason) => {
    expect(verdict(change)).toBe(reason)
  })

  test.each(['xgboost', 'tft', 'rule_fallback_rsi', 'a person'])(
    'passes at the threshold whatever its source (%s)',
    source => {
      expect(verdict({ source, confidence: '0.72' })).toBeUndefined()
    },
  )

  test('is rejected with what was expected and what came', () => {
    expect(refuseSignal(aSignal({ action: 'HOLD' }), admission, now)?.detail).toBe('HOLD opens nothing')
    expect(refuseSignal(aSignal({ confidence: '0.5' }), admission, now)?.detail).toBe('0.5 is below 0.72')
    expect(refuseSignal(aSignal({ at: now - 90_000 }), admission, now)?.detail).toBe(
      'it is 90 s old; at most 60 s',
    )
  })
})

describe('the account', () => {
  const refusal = (account: Partial<AdmissionAccount>, change: Partial<Signal> = {}, worstLoss?: string) =>
    refuseEntry(aSignal(change) as EntrySignal, anAccount(account), admission, now, worstLoss)

  test('that is free accepts the entry', () => {
    expect(refusal({})).toBeUndefined()
  })

  test.each<[string, Partial<AdmissionAccount>, string]>([
    ['that is halted', { halts: { operator: 'kill switch', venue: 'changed' } }, 'halted'],
    ['with the same side open', { slots: { ETHUSDT: eth } }, 'already-open'],
    ['with the other side open', { slots: { ETHUSDT: { ...eth, side: 'short' } } }, 'opposes-open-position'],
    ['with an unmanaged position on the symbol', { foreign: ['ETHUSDT'] }, 'unmanaged-position'],
    ['that just closed the symbol', { lastClosed: { ETHUSDT: now - 299_999 } }, 'cooldown'],
    ['with all slots taken', { slots: other(4) }, 'no-slot'],
    ['that lost what a day may lose', { day: { date: '2025-02-03', net: '-500.01' } }, 'daily-loss'],
  ])('%s rejects the entry', (_, account, reason) => {
    expect(refusal(account)?.reason).toBe(reason)
  })

  test('names every halt', () => {
    expect(refusal({ halts: { operator: 'kill switch', venue: 'changed' } })?.detail).toBe(
      'operator: kill switch; venue: changed',
    )
  })

  test.each<[Partial<AdmissionAccount>, string]>([
    [{ slots: { ETHUSDT: eth } }, 'ETHUSDT is long already (p1)'],
    [{ slots: { ETHUSDT: { ...eth, side: 'short' } } }, 'ETHUSDT is short (p1)'],
    [{ foreign: ['ETHUSDT'] }, 'ETHUSDT has a position or orders that this deployment does not manage'],
    [{ slots: other(4) }, '4 of 4 positions are open'],
  ])('names what stands in the way: %j', (account, detail) => {
    expect(refusal(account)?.detail).toBe(detail)
  })

  test('judges a SELL by the SELL side', () => {
    expect(refusal({ slots: { ETHUSDT: eth } }, { action: 'SELL' })?.reason).toBe('opposes-open-position')
    const short = { ETHUSDT: { ...eth, side: 'short' } } as const
    expect(refusal({ slots: short }, { action: 'SELL' })?.reason).toBe('already-open')
  })

  test('accepts an entry from the instant the cooldown ends', () => {
    expect(refusal({ lastClosed: { ETHUSDT: now - 300_000 } })).toBeUndefined()
    expect(refusal({ lastClosed: { ETHUSDT: now - 299_999 } })?.detail).toContain('2025-02-03T02:07:00.001Z')
  })

  test('pauses only the symbol that was closed', () => {
    expect(refusal({ lastClosed: { BTCUSDT: now }, foreign: ['BTCUSDT'] })).toBeUndefined()
  })

  test('accepts an entry while a slot is free', () => {
    expect(refusal({ slots: other(3) })).toBeUndefined()
  })

  test('keeps room for five conditional orders per position among 200', () => {
    const account = (foreign: number) =>
      anAccount({ slots: other(34), foreign: Array.from({ length: foreign }, (_, n) => `F${n}USDT`) })
    const many = { ...admission, maxPositions: 40 }
    const judged = (foreign: number) => refuseEntry(aSignal() as EntrySignal, account(foreign), many, now)
    expect(judged(5)).toBeUndefined()
    expect(judged(6)?.reason).toBe('order-budget')
  })

  test('uses the counted orders of others once they are known', () => {
    const judged = (othersOrders: number) =>
      refusal({ slots: other(3), foreign: Array.from({ length: 40 }, (_, n) => `F${n}USDT`), othersOrders })
    expect(judged(180)).toBeUndefined()
    expect(judged(181)).toEqual({
      reason: 'order-budget',
      detail:
        '181 conditional orders of others and 3 positions of ours leave no room for 5 more; an account has 200',
    })
  })

  describe('counts the day', () => {
    const day = (net: string, date = '2025-02-03') => ({ day: { date, net } })

    test('down to exactly the cap', () => {
      expect(refusal(day('-500'))).toBeUndefined()
      expect(refusal(day('-499.99'), {}, '0.01')).toBeUndefined()
      expect(refusal(day('-499.99'), {}, '0.02')?.reason).toBe('daily-loss')
    })

    test('with the worst case of what is open and of this entry', () => {
      const open = { slots: other(3, '120') }
      expect(refusal({ ...open, ...day('0') }, {}, '140')).toBeUndefined()
      expect(refusal({ ...open, ...day('0') }, {}, '140.01')?.detail).toBe(
        "today's net is 0.00, positions risk 500.01; the cap is 500",
      )
      expect(refusal({ ...open, ...day('50') }, {}, '190')).toBeUndefined()
    })

    test('with the worst case of results that are not known yet', () => {
      const closed = { provisional: { p7: { worstLoss: '100' }, p8: { worstLoss: '20.5' } } }
      expect(refusal({ ...closed, ...day('0') }, {}, '379.5')).toBeUndefined()
      expect(refusal({ ...closed, ...day('-1.5') }, {}, '379')?.detail).toBe(
        "today's net is -1.50, positions risk 379.00, results not known yet 120.50; the cap is 500",
      )
    })

    test('afresh from midnight UTC', () => {
      const lost = day('-900', '2025-02-03')
      const midnight = Date.parse('2025-02-04T00:00:00Z')
      const at = (time: number) => refuseEntry(aSignal() as EntrySignal, anAccount(lost), admission, time)
      expect(at(midnight - 1)?.reason).toBe('daily-loss')
      expect(at(midnight)).toBeUndefined()
      const risk = (worst: string) =>
        refuseEntry(aSignal() as EntrySignal, anAccount(lost), admission, midnight, worst)?.reason
      expect([risk('500'), risk('500.01')]).toEqual([undefined, 'daily-loss'])
      expect([utcDay(midnight - 1), utcDay(midnight)]).toEqual(['2025-02-03', '2025-02-04'])
    })
  })

  const lost = { day: { date: '2025-02-03', net: '-900' } }
  test.each<[string, Partial<AdmissionAccount>]>([
    ['halted', { halts: { operator: 'stop' }, slots: { ETHUSDT: eth, ...other(3) } }],
    ['already-open', { foreign: ['ETHUSDT'], slots: { ETHUSDT: eth, ...other(3) } }],
    ['unmanaged-position', { foreign: ['ETHUSDT'], lastClosed: { ETHUSDT: now }, slots: other(4) }],
    ['cooldown', { lastClosed: { ETHUSDT: now }, slots: other(4) }],
    ['no-slot', { slots: other(4) }],
    ['daily-loss', {}],
  ])('gives %s before the reasons that come after it', (reason, account) => {
    expect(refusal({ ...lost, ...account })?.reason).toBe(reason)
  })
})

describe('the symbol', () => {
  const reason = (rules = ethRules as typeof ethRules | undefined, settings = admission) =>
    refuseSymbol('ETHUSDT', rules, settings, now)?.reason
  const week = 7 * 86_400_000

  test('that trades is accepted', () => {
    expect(reason()).toBeUndefined()
    expect(reason(ethRules, { ...admission, symbols: ['BTCUSDT', 'ETHUSDT'] })).toBeUndefined()
    expect(
      reason({ ...ethRules, quoteAsset: 'USDC' }, { ...admission, quoteAssets: undefined }),
    ).toBeUndefined()
  })

  test('that the exchange does not have is unknown', () => {
    expect(refuseSymbol('ETHUSDT', undefined, admission, now)).toEqual({
      reason: 'unknown-symbol',
      detail: 'the exchange lists no ETHUSDT',
    })
  })

  test.each([
    [{}, { symbols: ['BTCUSDT', 'SOLUSDT'] }, 'ETHUSDT is not among QT_SYMBOLS (BTCUSDT, SOLUSDT)'],
    [{ quoteAsset: 'USDC' }, {}, 'ETHUSDT is quoted in USDC, not in USDT'],
    [{ status: 'SETTLING' }, {}, 'ETHUSDT is PERPETUAL in status SETTLING'],
    [{ deliveryDate: now }, {}, 'ETHUSDT is delivered at 2025-02-03T02:07:00.000Z'],
  ])('that is rejected has a reason: %j %j', (rules, settings, detail) => {
    const refused = refuseSymbol('ETHUSDT', { ...ethRules, ...rules }, { ...admission, ...settings }, now)
    expect(refused?.detail).toBe(detail)
  })

  test('outside the configured symbols or quote assets is unknown', () => {
    expect(reason(ethRules, { ...admission, symbols: ['BTCUSDT'] })).toBe('unknown-symbol')
    expect(reason({ ...ethRules, quoteAsset: 'USDC' })).toBe('unknown-symbol')
  })

  test.each([
    { status: 'SETTLING' },
    { status: 'PENDING_TRADING' },
    { contractType: 'CURRENT_QUARTER' },
    { contractType: 'TRADIFI_PERPETUAL' },
    { deliveryDate: now + week - 1 },
  ])('with %o is not trading', change => {
    expect(reason({ ...ethRules, ...change })).toBe('not-trading')
  })

  test('that is delivered in a week still trades', () => {
    expect(reason({ ...ethRules, deliveryDate: now + week })).toBeUndefined()
  })
})

test('only BUY and SELL are entries', () => {
  const entries = (['BUY', 'SELL', 'HOLD', 'CLOSE'] as const).filter(action => isEntry(aSignal({ action })))
  expect(entries).toEqual(['BUY', 'SELL'])
})
