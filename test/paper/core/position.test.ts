import { test as property } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { applyFill, breakEvenPrice, type PositionFill, pnlAt } from '#paper/core/position.ts'
import { flatPosition } from '#paper/core/positions.ts'
import type { PositionRecord } from '#paper/records.ts'

const ISOLATED = { isolated: true, leverage: 30 }
const fill = (side: 'BUY' | 'SELL', quantity: string, price: string, commission = '0'): PositionFill => ({
  side,
  quantity: dec(quantity),
  price: dec(price),
  time: 1,
  commission: dec(commission),
})
const held = (...fills: readonly PositionFill[]): PositionRecord =>
  fills.reduce((position, each) => applyFill(position, each, ISOLATED).position, flatPosition(0))

describe('a position', () => {
  test('averages its entry over fills of its direction', () => {
    expect(held(fill('BUY', '1', '100'), fill('BUY', '3', '104'))).toMatchObject({
      quantity: '4',
      entryPrice: '103',
    })
  })

  test('keeps its entry when it shrinks, and releases margin in proportion', () => {
    const position = held(fill('BUY', '3', '100'), fill('SELL', '1', '110'))
    expect(position).toMatchObject({ quantity: '2', entryPrice: '100' })
    expect(Number(position.isolatedWallet)).toBeCloseTo(200 / 30, 7)
  })

  test('starts afresh at the price of the fill that turns it', () => {
    const position = held(fill('BUY', '1', '100', '0.1'), fill('SELL', '3', '110', '0.2'))
    expect(position).toMatchObject({ quantity: '-2', entryPrice: '110', carried: '-0.2' })
  })

  test('leaves nothing behind once it is closed', () => {
    expect(held(fill('SELL', '2', '100'), fill('BUY', '2', '90'))).toEqual(flatPosition(1))
  })

  test('earns fees and earlier losses back at its break-even price', () => {
    const position = held(fill('BUY', '2', '100', '0.1'), fill('SELL', '1', '99', '0.05'))
    const price = breakEvenPrice(position)
    expect(price.toFixed()).toBe('101.15')
    expect(pnlAt(position, price).plus(position.carried).isZero()).toBe(true)
  })

  const anyFill = fc.record({
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    lots: fc.integer({ min: 1, max: 50 }),
    price: fc.integer({ min: 900, max: 1100 }),
  })

  property.prop([fc.array(anyFill, { minLength: 1, maxLength: 30 })])(
    'realises what its cash flows say, and a mirrored one realises the same',
    fills => {
      const play = (mirrored: boolean) => {
        let position = flatPosition(0)
        let realized = dec(0)
        let cash = dec(0)
        for (const { side, lots, price } of fills) {
          const flipped = side === 'BUY' ? 'SELL' : 'BUY'
          const at = mirrored ? 2000 - price : price
          const each = fill(mirrored ? flipped : side, String(lots), String(at))
          const change = applyFill(position, each, ISOLATED)
          realized = realized.plus(change.realizedPnl)
          cash = cash.plus(each.quantity.times(each.price).times(each.side === 'BUY' ? -1 : 1))
          position = change.position
        }
        return { realized, value: sum([cash, dec(position.quantity).times(position.entryPrice)]) }
      }
      const straight = play(false)
      expect(straight.realized.minus(straight.value).abs().lt('0.000001')).toBe(true)
      expect(play(true).realized.minus(straight.realized).abs().lt('0.000001')).toBe(true)
    },
  )
})
