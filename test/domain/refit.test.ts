import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { backupSize, coveringQuantity, exitQuantity } from '#domain/exit-size.ts'
import { leastQuantity, stepOf } from '#domain/margin.ts'
import type { Rung } from '#domain/position.ts'
import { coarserTicks, levelOnTick, onCoarserTick, withRules } from '#domain/refit.ts'
import type { SymbolRules } from '#domain/rules.ts'
import { anOpenPosition } from './builders.ts'
import { ethRules } from './market.ts'

/** Rules to which an exchange may change. */
const someRules = fc
  .record({
    tickSize: fc.constantFrom('0.001', '0.01', '0.1', '1', '10'),
    stepSize: fc.constantFrom('0.001', '0.01', '0.1', '1'),
    least: fc.integer({ min: 1, max: 3 }),
    marketMaxQuantity: fc.constantFrom('2', '3.5', '40', '2000'),
  })
  .map(({ tickSize, stepSize, least, marketMaxQuantity }): SymbolRules => {
    const minQuantity = dec(stepSize).times(least).toFixed()
    const steps = { stepSize, marketStepSize: stepSize, minQuantity, marketMinQuantity: minQuantity }
    return { ...ethRules, tickSize, ...steps, marketMaxQuantity }
  })
  .filter(rules => dec(rules.marketMaxQuantity).gte(rules.minQuantity))

const isUnsent = ({ state, clientId }: Rung) => state === 'waiting' && clientId === undefined
const totalOf = (rungs: readonly Rung[]) => sum(rungs.map(({ quantity }) => quantity)).toFixed()

/** A position of some size, of whose take-profits this many have been sent. */
const somePosition = fc
  .record({ quantity: fc.integer({ min: 5, max: 30_000 }), sent: fc.integer({ min: 0, max: 3 }) })
  .map(({ quantity, sent }) => {
    const position = anOpenPosition()
    const scale = dec(quantity).div(10_000)
    const rungs = position.rungs.map((rung, index): Rung => {
      const size = dec(rung.quantity).times(scale).toDecimalPlaces(3).plus('0.001').toFixed()
      return { ...rung, quantity: size, ...(index < sent && { state: 'placed', clientId: `qt-${index}` }) }
    })
    return { ...position, rungs }
  })

describe('a position under changed rules', () => {
  test('sells the same sum in orders that the exchange accepts, and changes no sent order', () => {
    fc.assert(
      fc.property(somePosition, someRules, (position, rules) => {
        const next = withRules(position, rules)
        expect(totalOf(next.rungs)).toBe(totalOf(position.rungs))
        expect(next.rungs.filter(rung => !isUnsent(rung))).toEqual(
          position.rungs.filter(rung => !isUnsent(rung)),
        )
        const unsent = next.rungs.filter(isUnsent)
        for (const { quantity, triggerPrice } of unsent) {
          expect(dec(triggerPrice).mod(rules.tickSize).isZero()).toBe(true)
          expect(dec(quantity).lte(rules.marketMaxQuantity)).toBe(true)
          if (unsent.length > 1) expect(dec(quantity).gt(0)).toBe(true)
        }
        expect(next.protection).toEqual(position.protection)
      }),
    )
  })

  describe('with whole steps of 1', () => {
    const one = { stepSize: '1', marketStepSize: '1', minQuantity: '1', marketMinQuantity: '1' }
    const waiting = (quantity: string): Rung => ({
      tier: 1,
      triggerPrice: '2510',
      quantity,
      state: 'waiting',
    })
    const quantities = (...rungs: readonly (string | Rung)[]) =>
      withRules(
        { ...anOpenPosition(), rungs: rungs.map(each => (typeof each === 'string' ? waiting(each) : each)) },
        { ...ethRules, ...one },
      ).rungs.map(({ quantity }) => quantity)

    test('a rung’s remainder goes into the next, and the last takes the rest', () => {
      expect(quantities('1.4', '1.4', '1.4')).toEqual(['1', '1', '2.2'])
      expect(quantities('1', '3')).toEqual(['1', '3'])
    })

    test('a rung that has become too small joins the next', () => {
      expect(quantities('0.4', '0.4', '2')).toEqual(['2.8'])
      expect(quantities('2', '0.4', '2')).toEqual(['2', '2.4'])
    })

    test('the last rung joins the one before, or stays if there is none', () => {
      expect(quantities('2', '0.4')).toEqual(['2.4'])
      expect(quantities('2', '3', '0.4')).toEqual(['2', '3.4'])
      expect(quantities('0.4')).toEqual(['0.4'])
    })

    test('a rung that has or had an order, or sold, stays', () => {
      const placed: Rung = { ...waiting('3.3'), state: 'placed', clientId: 'qt-1' }
      expect(quantities('2', placed, '0.4')).toEqual(['2.4', '3.3'])
      const former: Rung = { ...waiting('1.4'), clientId: 'qt-2' }
      const done: Rung = { ...waiting('1.4'), state: 'done' }
      expect(quantities(former, done, '1.4', '2')).toEqual(['1.4', '1.4', '1', '2.4'])
    })
  })

  test('a stop placed anew has its level on the tick, never looser', () => {
    const long = anOpenPosition()
    expect(levelOnTick(long)).toBeUndefined()
    const coarse = { ...long, rules: { ...ethRules, tickSize: '7' } }
    const level = dec(levelOnTick(coarse)?.level ?? 0)
    expect(level.mod(7).isZero()).toBe(true)
    expect(level.gte(long.protection.level)).toBe(true)
  })
})

test('a finite number of market orders, each within the rules, sells the whole position', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30_000 }), someRules, (thousandths, rules) => {
      let open = dec(thousandths).div(1000)
      const most = dec(rules.marketMaxQuantity)
      for (let orders = 0; open.gt(0); orders++) {
        expect(orders).toBeLessThan(40)
        const size = exitQuantity(open, rules)
        expect(size.mod(stepOf(rules)).isZero()).toBe(true)
        expect(size.gte(leastQuantity(rules))).toBe(true)
        expect(size.lte(most)).toBe(true)
        // Reduce-only: it sells no more than is open.
        open = size.gt(open) ? dec(0) : open.minus(size)
      }
    }),
  )
})

test('a stop for the whole position is rounded up, one with a limit down', () => {
  const coarse = { ...ethRules, stepSize: '0.1', minQuantity: '0.1', maxQuantity: '3' }
  expect(coveringQuantity(dec('1.249'), coarse).toFixed()).toBe('1.3')
  expect(backupSize('1.249', coarse).toFixed()).toBe('1.2')
  expect(backupSize('4.5', coarse).toFixed()).toBe('3')
  expect(backupSize('0.049', coarse).toFixed()).toBe('0')
})

test('a new tick is guessed as one digit coarser, then two; the rest of the position is unchanged', () => {
  const position = anOpenPosition()
  const guesses = coarserTicks.map(times => onCoarserTick(position, times))
  expect(position.rules.tickSize).toBe('0.01')
  expect(guesses).toEqual(
    ['0.1', '1'].map(tickSize => ({ ...position, rules: { ...position.rules, tickSize } })),
  )
})
