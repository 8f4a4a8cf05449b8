import { describe, expect, test } from 'vitest'
import { raised, resized, risen } from '#domain/intentions.ts'
import { aLook, anOpenPosition, bridgeOf, orderId, primaryOf } from './builders.ts'
import { calm, calmLook } from './calm.ts'
import { at, broken } from './improvement.ts'

const short = anOpenPosition({ side: 'short' })
const shortly = (level: string) =>
  broken(at(level, short), { before: short, look: aLook(short, { markPrice: '2490' }) })

describe('a stop', () => {
  test('never loosens, long or short', () => {
    expect(broken(at('2502.51'))).toEqual([])
    expect(broken(at('2498.34'))).toEqual([])
    expect(broken(at('2498.33'))).toEqual(['stop-looser'])
    expect(shortly('2497.49')).toEqual([])
    expect(shortly('2501.66')).toEqual([])
    expect(shortly('2501.67')).toEqual(['stop-looser'])
  })

  test('that moves is no looser than any standing stop for the whole position, except by a tick', () => {
    const beside = (change: object) => {
      const orders = [primaryOf(calm), { ...bridgeOf(calm), triggerPrice: '2503', ...change }]
      return broken(at('2502.51'), { look: calmLook({ markPrice: '2510', orders }) })
    }
    expect(beside({})).toEqual(['stop-looser'])
    expect(beside({ triggerPrice: '2502.52' })).toEqual([])
    expect(beside({ triggerPrice: '2502.53' })).toEqual(['stop-looser'])
    expect(beside({ quantity: '9.999' })).toEqual([])
    expect(beside({ quantity: '0', closePosition: true })).toEqual(['stop-looser'])
    // The backup may not fill.
    expect(beside({ type: 'STOP' })).toEqual([])
  })

  test('that stays may be tighter than the record says', () => {
    const orders = [primaryOf(calm, { triggerPrice: '2499' })]
    expect(broken(resized(calm, '5'), { look: calmLook({ quantity: '5', orders }) })).toEqual([])
  })

  test('does not move past the market, long or short', () => {
    expect(broken(at('2509.99'))).toEqual([])
    expect(broken(at('2510'))).toEqual(['stop-past-mark'])
    expect(shortly('2490.01')).toEqual([])
    expect(shortly('2490')).toEqual(['stop-past-mark'])
    expect(broken(at('2510'), { look: { quantity: '10', orders: [] } })).toEqual([])
  })

  test('that follows a standing one may be passed by the market, and by others that are cancelled', () => {
    const late = { ...bridgeOf(calm), clientId: orderId('bridge', 3), triggerPrice: '2503' }
    const orders = [primaryOf(calm), late, { ...late, clientId: 'another', triggerPrice: '2504' }]
    const follows = (level: string) =>
      broken(raised({ ...calm, intents: 4 }, level, 0, late.clientId), {
        before: { ...calm, intents: 4 },
        look: calmLook({ markPrice: '2503', orders }),
      })
    expect(follows('2503')).toEqual([])
    expect(follows('2503.5')).toEqual(['stop-looser', 'stop-past-mark'])
  })

  test('that moves to the level of one that is no bridge may not be passed', () => {
    const other = { ...bridgeOf(calm), clientId: orderId('bridge', 3), triggerPrice: '2503' }
    const orders = [primaryOf(calm), other]
    const before = { ...calm, intents: 4 }
    const look = calmLook({ markPrice: '2503', orders })
    expect(broken(at('2503', before), { before, look })).toEqual(['stop-past-mark'])
  })

  test('that the market has passed may stay while something else improves', () => {
    expect(broken(risen(calm, 1), { look: calmLook({ markPrice: '2498' }) })).toEqual([])
  })
})
