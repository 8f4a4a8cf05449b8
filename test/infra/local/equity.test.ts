import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { TradeRecord } from '#paper/records.ts'
import { equityOf } from '../../../infra/local/audit/equity.ts'

type Books = Pick<VenueLedger, 'symbol' | 'trades' | 'income'>
const minute = 60_000

const aTrade = (time: number, side: 'BUY' | 'SELL', qty: number, price: number): TradeRecord => ({
  ...{ id: time, orderId: 1, symbol: 'ETHUSDT', side, price: String(price), qty: String(qty), time },
  ...{ quoteQty: '0', realizedPnl: '0', commission: '1', maker: false, positionAfter: '0' },
})
const books = (...trades: readonly TradeRecord[]): Books => ({ symbol: 'ETHUSDT', trades, income: [] })
const marks = (...each: readonly number[]) => ({
  markAt: (_: string, at: number) => String(each[Math.floor(at / minute)] ?? 0),
})

describe('the account’s worth', () => {
  test('follows the marks while a position is open, less the fees paid', () => {
    const of = books(aTrade(30_000, 'BUY', 2, 100), aTrade(150_000, 'SELL', 2, 110))
    expect(equityOf({ ledgers: [of], balance: '1000', ...marks(100, 90, 110) })).toEqual([
      { at: 30_000, equity: '999' },
      { at: 60_000, equity: '979' },
      { at: 120_000, equity: '1019' },
      { at: 150_000, equity: '1018' },
    ])
  })

  test('rises while a short’s price falls, and includes funding', () => {
    const income = [
      { tranId: 1, symbol: 'ETHUSDT', incomeType: 'FUNDING_FEE', income: '-3', time: 60_000 } as const,
    ]
    const of = { ...books(aTrade(0, 'SELL', 1, 100), aTrade(90_000, 'BUY', 1, 80)), income }
    expect(equityOf({ ledgers: [of], balance: '1000', ...marks(100, 80) })).toEqual([
      { at: 0, equity: '999' },
      { at: 60_000, equity: '1016' },
      { at: 90_000, equity: '1015' },
    ])
  })

  test('is not computed for minutes without an open position', () => {
    const of = books(
      ...[aTrade(0, 'BUY', 1, 100), aTrade(1_000, 'SELL', 1, 100)],
      ...[aTrade(10 * minute, 'BUY', 1, 100), aTrade(10 * minute + 1, 'SELL', 1, 100)],
    )
    const asked: number[] = []
    const markAt = (_: string, at: number) => {
      asked.push(at)
      return '100'
    }
    expect(equityOf({ ledgers: [of], balance: '0', markAt }).map(({ at }) => at)).toEqual([
      ...[0, 1_000, 600_000, 600_001],
    ])
    expect(asked).toEqual([0, 600_000])
  })
})

const anyTrade = fc.record({
  time: fc.integer({ min: 0, max: 10 * minute }),
  qty: fc.integer({ min: 1, max: 5 }),
  price: fc.integer({ min: 90, max: 110 }),
  isBuy: fc.boolean(),
})

test.prop([fc.array(anyTrade, { maxLength: 10 })])(
  'depends only on payments once everything is sold',
  some => {
    const trades = some
      .toSorted((a, b) => a.time - b.time)
      .map(({ time, isBuy, qty, price }) => aTrade(time, isBuy ? 'BUY' : 'SELL', qty, price))
    const held = sum(trades.map(({ side, qty }) => dec(qty).times(side === 'BUY' ? 1 : -1)))
    const exit = aTrade(11 * minute, held.gt(0) ? 'SELL' : 'BUY', held.abs().toNumber(), 100)
    const all = held.isZero() ? trades : [...trades, exit]
    const paid = all.map(({ side, qty, price }) =>
      dec(qty)
        .times(price)
        .times(side === 'BUY' ? -1 : 1)
        .minus(1),
    )
    const points = equityOf({ ledgers: [books(...all)], balance: '1000', ...marks(97, 103, 88) })
    expect(points.at(-1)?.equity ?? '1000').toBe(sum(['1000', ...paid]).toFixed())
  },
)
