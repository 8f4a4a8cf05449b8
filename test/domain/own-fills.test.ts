import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { type Fill, ownFills } from '#domain/own-fills.ts'
import { closingSide, entrySide } from '#domain/side.ts'

type Traded = Fill & { readonly orderId: string }

/** A fill of a symbol, a second after the one before it: bought above zero, sold below. */
const fill = (number: number, signed: number | string, change: Partial<Traded> = {}): Traded => ({
  id: String(number),
  orderId: `o${number}`,
  side: dec(signed).gt(0) ? 'BUY' : 'SELL',
  quantity: dec(signed).abs().toFixed(),
  fee: dec(signed).abs().times('0.5').toFixed(),
  realizedPnl: '7',
  at: number * 1_000,
  ...change,
})
const idsOf = (fills: readonly Traded[]) => fills.map(({ id }) => id)

describe('a position’s own fills', () => {
  test('end with the fill that brings the quantity to zero; the next belongs to another position', () => {
    const fills = [fill(1, 3), fill(2, 2), fill(3, -1), fill(4, -4), fill(5, 2), fill(6, -2)]
    const { own, left, next, excess } = ownFills('long', fills)
    expect(idsOf(own)).toEqual(['1', '2', '3', '4'])
    expect(left.isZero()).toBe(true)
    expect(next?.id).toBe('5')
    expect(excess).toBeUndefined()
  })

  test('of a short are sold first and bought back', () => {
    const { own, left, next } = ownFills('short', [fill(1, -3), fill(2, 3), fill(3, 1)])
    expect([idsOf(own), left.toFixed(), next?.id]).toEqual([['1', '2'], '0', '3'])
  })

  test('that do not reach zero leave the rest open', () => {
    const { own, left, next } = ownFills('long', [fill(1, 3), fill(2, -1)])
    expect([idsOf(own), left.toFixed(), next]).toEqual([['1', '2'], '2', undefined])
    expect(ownFills('long', [])).toStrictEqual({ own: [], left: dec(0) })
  })

  test('are all those known when it was found flat, from whichever order', () => {
    const fills = [fill(1, 3), fill(2, -3), fill(3, 1), fill(4, -1), fill(5, 2)]
    expect(idsOf(ownFills('long', fills, { known: '4' }).own)).toEqual(['1', '2', '3', '4'])
    expect(idsOf(ownFills('long', fills, { known: '3' }).own)).toEqual(['1', '2', '3', '4'])
    expect(idsOf(ownFills('long', fills, { known: '1' }).own)).toEqual(['1', '2'])
    expect(idsOf(ownFills('long', fills, { known: 'not shown' }).own)).toEqual(['1', '2'])
  })

  test('show the first that sold more than was open', () => {
    const { excess, left } = ownFills('long', [fill(1, 1), fill(2, -3), fill(3, -1)])
    expect(excess?.id).toBe('2')
    expect(left.toFixed()).toBe('-3')
    expect(ownFills('long', [fill(1, 1), fill(2, -1)]).excess).toBeUndefined()
  })
})

describe('a position that a trader turned', () => {
  test('ends where the order crossed zero: that fill is split there, with its fee', () => {
    const { own, left, next } = ownFills('long', [fill(1, 4), fill(2, -10)], { turnedBy: 'o2' })
    expect(own[1]).toMatchObject({ id: '2', quantity: '4', fee: '2', realizedPnl: '7' })
    expect(left.isZero()).toBe(true)
    expect(next).toEqual(fill(2, -10))
  })

  test('is split to the smallest quantity', () => {
    const fills = [fill(1, '0.3'), fill(2, '-0.5')]
    const { own, left } = ownFills('long', fills, { turnedBy: 'o2' })
    expect(own.map(({ quantity, fee }) => [quantity, fee])).toEqual([
      ['0.3', '0.15'],
      ['0.3', '0.15'],
    ])
    expect(left.isZero()).toBe(true)
  })

  test('keeps whole what the same order sold before it crossed', () => {
    const turn = { orderId: 'turn' }
    const fills = [fill(1, 4), fill(2, -3, turn), fill(3, -2, turn), fill(4, -5, turn)]
    const { own, next } = ownFills('long', fills, { turnedBy: 'turn' })
    expect(own.map(({ id, quantity }) => [id, quantity])).toEqual([
      ['1', '4'],
      ['2', '3'],
      ['3', '1'],
    ])
    expect(next?.id).toBe('3')
  })

  test('owns nothing of a fill that begins beyond zero', () => {
    const turn = { orderId: 'turn' }
    const fills = [fill(1, 4), fill(2, -4, turn), fill(3, -1, turn)]
    const all = ownFills('long', fills, { turnedBy: 'turn', known: '3' })
    expect([idsOf(all.own), all.next?.id, all.left.toFixed()]).toEqual([['1', '2'], '3', '0'])
  })
})

describe('an adopted position, or one that began where another was turned', () => {
  test('owns only the quantity that it holds of earlier fills, which earn it nothing', () => {
    // Sold 6 and 4 while a long of 7 stood: the short is 3.
    const fills = [fill(1, -6), fill(2, -4), fill(3, 3), fill(4, 1)]
    const { own, left, next } = ownFills('short', fills, { before: { quantity: '3', at: 2_000 } })
    expect(own.map(({ id, quantity, fee, realizedPnl }) => [id, quantity, fee, realizedPnl])).toEqual([
      ['1', '0', '0', '0'],
      ['2', '3', '1.5', '0'],
      ['3', '3', '1.5', '7'],
    ])
    expect([left.toFixed(), next?.id]).toEqual(['0', '4'])
  })

  test('owns earlier fills completely if it holds all of them', () => {
    const fills = [fill(1, 2), fill(2, 1), fill(3, -3)]
    const { own, left } = ownFills('long', fills, { before: { quantity: '3', at: 2_000 } })
    expect(own).toEqual(fills)
    expect(left.isZero()).toBe(true)
  })

  test('leaves fills of the other side and later fills unchanged', () => {
    const fills = [fill(1, -1), fill(2, 4), fill(3, 2), fill(4, -3)]
    const { own, left } = ownFills('long', fills, { before: { quantity: '1', at: 2_000 } })
    expect(own.map(({ id, quantity }) => [id, quantity])).toEqual([
      ['1', '1'],
      ['2', '1'],
      ['3', '2'],
      ['4', '3'],
    ])
    expect(left.isZero()).toBe(true)
  })

  test('keeps its quantity even without the fills that made it', () => {
    const { own, left } = ownFills('long', [fill(5, -2)], { before: { quantity: '3', at: 2_000 } })
    expect([idsOf(own), left.toFixed()]).toEqual([['5'], '1'])
  })
})

test.prop([
  fc.constantFrom('long' as const, 'short' as const),
  fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
  fc.integer({ min: 1, max: 9 }),
])('for every turned position bought equals sold, and no fee is lost', (side, opened, beyond) => {
  const entry = { side: entrySide(side) }
  const turn = { side: closingSide(side), orderId: 'turn' }
  const total = sum(opened)
  const fills = [
    ...opened.map((quantity, index) => fill(index, quantity, entry)),
    fill(90, total.plus(beyond).toFixed(), turn),
  ]
  const { own } = ownFills(side, fills, { turnedBy: 'turn' })
  const of = (asked: string) => sum(own.filter(each => each.side === asked).map(each => each.quantity))
  expect(of('BUY').eq(of('SELL'))).toBe(true)
  const later = dec(beyond).times('0.5')
  const paid = sum(fills.map(({ fee }) => fee))
  expect(
    sum(own.map(({ fee }) => fee))
      .plus(later)
      .minus(paid)
      .abs()
      .lt('1e-30'),
  ).toBe(true)
})
