import { describe, expect, test } from 'vitest'
import type { Result } from '#domain/position.ts'
import { tradeOf } from '#figures/trade.ts'
import { anOpenPosition } from '../domain/builders.ts'
import { start } from './builders.ts'

describe('the trade that a position was', () => {
  const result: Result = {
    ...{ reason: 'stop-hit' as const, exitPrice: '2520', grossPnl: '200', fees: '25' },
    ...{ funding: '-1', netPnl: '174', lastDayNetPnl: '174' },
  }
  const closed = { ...anOpenPosition(), state: 'closed', closedAt: start, tier: 2, result } as const
  const { entryPrice, entryQuantity } = closed

  test('binds quantity × price / leverage, and its slippage is its entry against bid or ask', () => {
    const long = { ...closed, entry: { ...closed.entry, touchPrice: '2499' } }
    expect(tradeOf(long)).toMatchObject({
      margin: ((Number(entryPrice) * Number(entryQuantity)) / 30).toFixed(8),
      exit: 'trailing-stop',
      ...{ gross: '200', fees: '25', funding: '-1', net: '174' },
      slippage: '0.00040016',
      slippageCost: '10.00000000',
    })
    expect(tradeOf({ ...long, side: 'short' })?.slippageCost).toBe('-10.00000000')
  })

  test('is missing while its result is unknown, and a caller may give one', () => {
    const provisional = { ...closed, result: { ...result, provisional: { lacks: 'income' } } } as const
    expect(tradeOf(provisional)).toBeUndefined()
    expect(tradeOf(provisional, { ...result, netPnl: '173' })?.net).toBe('173')
    expect(tradeOf(anOpenPosition())).toBeUndefined()
    const { closedAt: _, ...open } = closed
    expect(tradeOf(open)).toBeUndefined()
  })

  test('keeps its grouping fields and its opening time', () => {
    const { symbol, side, source, tier, leverage, createdAt } = closed
    const opened = { ...closed, openedAt: createdAt + 500 }
    expect(tradeOf(opened)).toMatchObject({ symbol, side, source, tier, leverage, openedAt: createdAt + 500 })
    const { openedAt: _, ...unknown } = opened
    expect(tradeOf(unknown)).toMatchObject({ openedAt: createdAt, closedAt: start })
  })

  test('has the filled quantity, or the requested one if no fill is known', () => {
    const { entryPrice: _, entryQuantity: __, ...unfilled } = closed
    const asked = { ...unfilled, entry: { ...closed.entry, touchPrice: '2500', quantity: '3' } }
    expect(tradeOf(asked)).toMatchObject({ margin: '250.00000000', slippageCost: '0.00000000' })
    expect(tradeOf({ ...asked, entryPrice: '2500', entryQuantity: '6' })?.margin).toBe('500.00000000')
  })
})
