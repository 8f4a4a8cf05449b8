import { describe, expect, test } from 'vitest'
import type { ClosedTrade } from '#domain/protections/closed-trade.ts'
import { liftedAll } from '#domain/protections/kept-trades.ts'
import { orderedBy } from '#notifications/notification.ts'
import { toldBy } from '#notifications/told-by.ts'
import { type Environment, loadConfiguration } from '#settings/configuration.ts'
import { accountChange, atMs, deployment } from './changes.ts'

const protectionsIn = (environment: Environment) => loadConfiguration(environment).protections

/** Without protections. */
const account = { deployment, protections: [] }

describe('the account’s notifications', () => {
  const toldOf = (before: object | undefined, now: object) => toldBy(accountChange(before, now), account)

  test('tell who halted entries, and why', () => {
    expect(toldOf({ halts: {} }, { halts: { operator: 'lunch' } })).toEqual([
      {
        v: 1,
        id: 'account/8/halted/operator',
        at: atMs,
        deployment: 'paper',
        kind: 'halted',
        by: 'operator',
        why: 'lunch',
      },
    ])
    expect(toldOf(undefined, { halts: { killSwitch: 'at first' } })).toEqual([
      expect.objectContaining({ kind: 'halted', by: 'killSwitch' }),
    ])
  })

  test('tell who resumed entries, and whether another halt stands', () => {
    const two = { halts: { operator: 'lunch', 'api-key': 'may withdraw' } }
    expect(toldOf(two, { halts: { 'api-key': 'may withdraw' } })).toEqual([
      expect.objectContaining({ kind: 'resumed', by: 'operator', isOpen: false }),
    ])
    expect(toldOf({ halts: { operator: 'lunch' } }, { halts: {} })).toEqual([
      expect.objectContaining({ kind: 'resumed', by: 'operator', isOpen: true }),
    ])
  })

  describe('after a closed trade', () => {
    const minute = 60_000
    const guard = protectionsIn({
      QT_PROTECTIONS: JSON.stringify([
        { method: 'StoplossGuard', trade_limit: 2, stop_duration: 30, only_per_side: true },
        { method: 'CooldownPeriod', stop_duration: 5 },
      ]),
    })
    const trade = (id: string, closedAt: number) => ({
      ...{ id, symbol: 'ETHUSDT', side: 'long', profit: '-0.05', closedAt },
      stopped: true,
    })
    const [first, second] = [trade('one', atMs - 9 * minute), trade('two', atMs - 500)]
    const toldOfTrades = (before: readonly unknown[], now: readonly unknown[]) =>
      toldBy(accountChange({ halts: {}, trades: before }, { halts: {}, trades: now }), {
        ...{ deployment, protections: guard },
      })

    test('tell the lock that it sets, until when and why, but no cooldown', () => {
      const until = second.closedAt + 30 * minute
      expect(toldOfTrades([first], [first, second])).toEqual([
        {
          v: 1,
          id: `account/8/locked/${until}-stoploss-guard-every_symbol_long`,
          at: atMs,
          deployment: 'paper',
          kind: 'locked',
          by: 'stoploss-guard',
          locked: 'every symbol long',
          until,
          why: '2 stops within 60 minutes, and 2 is the limit',
        },
      ])
    })

    test('tell no lock that stood before, is over, or belongs to no protection', () => {
      expect(toldOfTrades([first, second], [first, second])).toEqual([])
      expect(toldOfTrades([first], [first])).toEqual([])
      const [old, older] = [trade('one', atMs - 31 * minute), trade('two', atMs - 32 * minute)]
      expect(toldOfTrades([older], [older, old])).toEqual([])
      expect(toldOf({ trades: [first] }, { trades: [first, second] })).toEqual([])
    })

    test('tell that a known result shortens the lock, and not the shorter one as new', () => {
      const third = trade('three', atMs - 100)
      const { stopped: _, ...noStop } = third
      const corrected = { ...third, closedAt: third.closedAt - 50 }
      const formerly = third.closedAt + 30 * minute
      expect(toldOfTrades([first, second], [first, second, third])).toHaveLength(1)
      expect(toldOfTrades([first, second, third], [first, second, corrected])).toMatchObject([
        { kind: 'unlocked', formerly, until: corrected.closedAt + 30 * minute },
      ])
      expect(toldOfTrades([first, second, third], [first, second, noStop])).toEqual([
        {
          v: 1,
          id: `account/8/unlocked/${formerly}-stoploss-guard-every_symbol_long`,
          at: atMs,
          deployment: 'paper',
          kind: 'unlocked',
          by: 'stoploss-guard',
          locked: 'every symbol long',
          formerly,
          until: second.closedAt + 30 * minute,
          why: 'a result became known',
        },
      ])
    })

    test('tell that a lock has ended early, and whether an operator lifted it', () => {
      const won = { ...second, profit: '0.05' }
      const ofResult = toldOfTrades([first, second], [first, won])
      expect(ofResult).toMatchObject([{ kind: 'unlocked', why: 'a result became known' }])
      expect(ofResult[0]).not.toHaveProperty('until')
      expect(toldOfTrades([first, second], liftedAll([first, second] as ClosedTrade[]))).toMatchObject([
        { kind: 'unlocked', why: 'an operator lifted it' },
      ])
    })

    test('tell that a lock ends because a trade is no longer kept, which makes no result known', () => {
      expect(toldOfTrades([first, second], [second])).toMatchObject([
        {
          kind: 'unlocked',
          why: 'a trade that it depends on is no longer among the last 50, which the account keeps',
        },
      ])
    })

    test('tell nothing of a lock that ends at its time', () => {
      const [old, older] = [trade('one', atMs - 30 * minute), trade('two', atMs - 32 * minute)]
      expect(toldOfTrades([older, old], [older])).toEqual([])
    })

    test('keep the end of a lock behind its beginning', () => {
      const [set] = toldOfTrades([first], [first, second])
      const [ended] = toldOfTrades([first, second], [first])
      expect([set, ended].map(it => it && orderedBy(it))).toEqual(['locked', 'locked'])
    })

    test('tell the longest of several locks of one kind on one target', () => {
      const guards = (...durations: number[]) =>
        protectionsIn({
          QT_PROTECTIONS: JSON.stringify(
            durations.map(stop_duration => ({ method: 'StoplossGuard', trade_limit: 1, stop_duration })),
          ),
        })
      const told = (protections: typeof guard) =>
        toldBy(accountChange({ halts: {}, trades: [] }, { halts: {}, trades: [second] }), {
          ...{ deployment, protections },
        })
      expect(told(guards(30, 30))).toHaveLength(1)
      expect(told(guards(30, 60, 40))).toMatchObject([{ until: second.closedAt + 60 * minute }])
    })

    test('tell of two symbols in Chinese under two ids', () => {
      const protections = protectionsIn({
        QT_PROTECTIONS: JSON.stringify([
          { method: 'StoplossGuard', trade_limit: 1, unlock_at: '12:00', only_per_pair: true },
        ]),
      })
      const both = ['币安人生USDT', '龙虾人生USDT'].map((symbol, n) => ({
        ...trade(symbol, atMs - 500 - n),
        symbol,
      }))
      const lifted = liftedAll(both as ClosedTrade[])
      const told = toldBy(accountChange({ trades: both }, { trades: lifted }), { deployment, protections })
      expect(new Set(told.map(({ id }) => id)).size).toBe(2)
    })

    test('tell nothing because of unreadable trades', () => {
      const damaged = [null, 'x', {}, { ...second, profit: 'lost' }, { ...second, closedAt: '1' }]
      for (const other of damaged) expect(toldOfTrades([first], [first, other])).toEqual([])
      expect(toldOfTrades([first], [...damaged, first, second])).toHaveLength(1)
    })

    test('tell nothing because of a trade with an impossible time', () => {
      const protections = protectionsIn({
        QT_PROTECTIONS: JSON.stringify([{ method: 'StoplossGuard', trade_limit: 1, unlock_at: '12:00' }]),
      })
      const change = (closedAt: number) =>
        accountChange({ halts: {}, trades: [] }, { halts: {}, trades: [{ ...second, closedAt }] })
      expect(toldBy(change(second.closedAt), { deployment, protections })).toHaveLength(1)
      expect(toldBy(change(1e300), { deployment, protections })).toEqual([])
    })
  })

  test('tell no other change', () => {
    expect(toldOf({ halts: { operator: 'a' }, day: 1 }, { halts: { operator: 'b' }, day: 2 })).toEqual([])
    expect(toldOf({}, {})).toEqual([])
  })
})
