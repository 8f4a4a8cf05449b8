import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { breakEvenPrice, roundTripOfMargin, takerFee } from '#domain/fees.ts'
import { isTighter, sign } from '#domain/side.ts'

test('a taker round trip at 30x costs 3 % of the margin', () => {
  expect(roundTripOfMargin(30, dec(takerFee)).toFixed()).toBe('0.03')
})

const side = fc.constantFrom('long' as const, 'short' as const)
const cents = (max: number) => fc.integer({ min: 1, max }).map(value => dec(value).div(100))

test.prop({
  side,
  entryPrice: cents(10_000_000),
  entryQuantity: fc.integer({ min: 1, max: 5_000_000 }).map(steps => dec(steps).div(1_000)),
  paid: fc.integer({ min: 0, max: 10 }).map(basisPoints => dec(basisPoints).div(10_000)),
  taker: fc.integer({ min: 0, max: 10 }).map(basisPoints => dec(basisPoints).div(10_000)),
  funding: fc.integer({ min: -100_000, max: 100_000 }).map(value => dec(value).div(100)),
})(
  'closed at break-even, a position comes out at zero, funding included',
  ({ side, taker, paid, ...costs }) => {
    const { entryPrice, entryQuantity, funding } = costs
    const entryFees = entryPrice.times(entryQuantity).times(paid)
    const exit = breakEvenPrice(side, { ...costs, entryFees }, taker)
    const gross = exit.minus(entryPrice).times(sign(side)).times(entryQuantity)
    const net = gross.minus(entryFees).minus(exit.times(entryQuantity).times(taker)).plus(funding)
    expect(net.abs().lt('1e-20')).toBe(true)
  },
)

test('closing at the entry price loses the fees', () => {
  const paid = { entryPrice: dec(2500), entryQuantity: dec(10), entryFees: dec('12.5'), funding: dec(0) }
  expect(breakEvenPrice('long', paid, dec(takerFee)).toFixed(4)).toBe('2502.5013')
  expect(breakEvenPrice('short', paid, dec(takerFee)).toFixed(4)).toBe('2497.5012')
})

test.prop([side])('paid funding moves break-even into the profit, received funding out of it', side => {
  const at = (funding: number) =>
    breakEvenPrice(
      side,
      { entryPrice: dec(2500), entryQuantity: dec(10), entryFees: dec('12.5'), funding: dec(funding) },
      dec(takerFee),
    )
  expect(isTighter(side, at(-5), at(0)) && isTighter(side, at(0), at(5))).toBe(true)
})
