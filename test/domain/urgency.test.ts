import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Glance, mostUrgentFirst } from '#domain/urgency.ts'
import { anOpenPosition } from './builders.ts'

/** A glance at a position at 2500 with 30x: its first stop is 1.67 from it, its emergency level 2.50. */
const at = (mark: string | undefined, change: Parameters<typeof anOpenPosition>[0] = {}): Glance => ({
  position: anOpenPosition(change),
  quantity: '10',
  ...(mark && { mark }),
})
const marksOf = (...glances: readonly Glance[]) =>
  mostUrgentFirst(glances).map(({ mark }) => mark ?? 'unknown')

describe('the order of looks', () => {
  test('begins with positions beyond their stop, the farthest first, long or short', () => {
    const [beyond, far, held] = [at('2498.30'), at('2490'), at('2510')]
    expect(marksOf(held, beyond, far)).toEqual(['2490', '2498.30', '2510'])
    const short = (mark: string) => at(mark, { side: 'short' })
    expect(marksOf(short('2490'), short('2501.70'), short('2510'))).toEqual(['2510', '2501.70', '2490'])
  })

  test('measures from the current stop, or from the emergency level if that is nearer', () => {
    const moved = { ...anOpenPosition().protection, level: '2509' }
    expect(marksOf(at('2500'), at('2508', { protection: moved }))).toEqual(['2508', '2500'])
    const loose = { ...anOpenPosition().protection, level: '2000' }
    expect(marksOf(at('2498.40'), at('2497', { protection: loose }))).toEqual(['2497', '2498.40'])
  })

  test('continues with unknown positions, and ends with flat ones', () => {
    const { entryPrice: _, openQuantity: __, ...unfilled } = anOpenPosition()
    const entering: Glance = { position: { ...unfilled, state: 'entering' }, mark: '2600' }
    const flat: Glance = { ...at('2400'), quantity: '0' }
    expect(marksOf(flat, at('2500'), at(undefined), at('2498'))).toEqual(['2498', 'unknown', '2500', '2400'])
    expect(marksOf(at('2500'), entering)).toEqual(['2600', '2500'])
  })

  test('compares symbols by share of price', () => {
    const cheap = { entryPrice: '0.25', protection: { ...anOpenPosition().protection, level: '0.2498' } }
    // 0.0009 of 0.2507 is nearer than 20 of 2520, as a share.
    expect(marksOf(at('2520'), at('0.2507', cheap))).toEqual(['0.2507', '2520'])
    expect(marksOf(at('2499'), at('0.2507', cheap))).toEqual(['2499', '0.2507'])
  })

  const glance = fc
    .tuple(
      fc.option(fc.integer({ min: 2400, max: 2600 })),
      fc.constantFrom('long' as const, 'short' as const),
    )
    .map(([mark, side]) => at(mark === null ? undefined : String(mark), { side }))

  test.prop([fc.array(glance, { maxLength: 12 })])('keeps each position exactly once', glances => {
    expect(new Set(mostUrgentFirst(glances))).toEqual(new Set(glances))
    expect(mostUrgentFirst(glances)).toHaveLength(glances.length)
  })
})
