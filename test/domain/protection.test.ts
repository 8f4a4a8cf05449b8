import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { raised } from '#domain/intentions.ts'
import { isCovered, type LiveOrder, type Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import { isFilled, type OpenPosition } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import { aLook, anOpenPosition, backupOf, bridgeOf, primaryOf, rungOrderOf, settings } from './builders.ts'
import { calm, calmLook, decide, open } from './calm.ts'

test('a protected position at its entry price holds', () => {
  expect(decide()).toEqual({ move: 'hold' })
})

test('a flat position is settled, whatever else the look shows', () => {
  expect(decide({ quantity: '0', markPrice: '2000', orders: [] })).toEqual({ move: 'settle' })
})

describe('an emergency', () => {
  const emergency = { move: 'close', reason: 'emergency' }
  // The stop stands at 2.5 % of margin, so that only the loss itself is judged: 3 % is 2.5 in price.
  const wide = { protection: { ...calm.protection, level: '2497.92' } }

  test('is a loss strictly beyond 3 % of the margin', () => {
    expect(decide({ markPrice: '2497.5' }, wide)).not.toMatchObject(emergency)
    expect(decide({ markPrice: '2497.49' }, wide)).toEqual({ ...emergency, marginPnl: '-0.030120' })
  })

  test('is a mark beyond the recorded stop by 1 % of the margin, though the stop still stands', () => {
    const winning = raised(calm, '2502.51', 1)
    const look = aLook(open(winning), { markPrice: '2501.68' })
    expect(nextMove(open(winning), look)).not.toMatchObject(emergency) // 0.83 beyond
    const orders = [primaryOf(open(winning))]
    expect(nextMove(open(winning), { ...look, orders, markPrice: '2501.67' })).toMatchObject(emergency) // 0.84
  })

  test('is a mark beyond the stop by exactly that, even if the loss is not beyond 3 %', () => {
    const round = anOpenPosition({ entryPrice: '3000' }) // the stop at 2998, 1 % of the margin is 1
    expect(nextMove(round, aLook(round, { markPrice: '2997' }))).toEqual({
      ...emergency,
      marginPnl: '-0.030000',
    })
    expect(nextMove(round, aLook(round, { markPrice: '2997.01' }))).not.toMatchObject(emergency)
  })

  test('is not a mark at the stop itself, even if the emergency level is no farther away', () => {
    const equal = anOpenPosition({ entryPrice: '3000', settings: { ...settings, emergencyPct: '0.02' } })
    const at = (markPrice: string) => nextMove(equal, aLook(equal, { markPrice }))
    expect(at('2998')).not.toMatchObject(emergency)
    expect(at('2997.99')).toMatchObject(emergency)
  })

  test('of a short lies above its entry', () => {
    const short = anOpenPosition({ side: 'short' })
    const loose = { ...short, protection: { ...short.protection, level: '2502.08' } }
    expect(nextMove(loose, aLook(loose, { markPrice: '2502.5' }))).not.toMatchObject(emergency)
    expect(nextMove(loose, aLook(loose, { markPrice: '2502.51' }))).toMatchObject(emergency)
  })

  test('uses the position’s own settings', () => {
    const own = { ...wide, settings: { ...settings, stopLossPct: '0.025', emergencyPct: '0.035' } }
    expect(decide({ markPrice: '2497.49' }, own)).not.toMatchObject(emergency)
    expect(decide({ markPrice: '2497.08' }, own)).toMatchObject(emergency)
  })
})

describe('a mark past the recorded stop', () => {
  const markPrice = '2498.34'
  const crossed = { move: 'close', reason: 'stop-crossed' }

  test('closes if no market stop stands there', () => {
    expect(decide({ markPrice, orders: [] })).toEqual({ ...crossed, marginPnl: '-0.019920' })
    expect(decide({ markPrice, orders: [backupOf(calm)] })).toMatchObject(crossed)
    const looser = primaryOf(calm, { triggerPrice: '2498.33' })
    expect(decide({ markPrice, orders: [looser, backupOf(calm)] })).toMatchObject(crossed)
  })

  test('is left to a market stop at that level or tighter', () => {
    expect(decide({ markPrice })).toEqual({ move: 'hold' })
    const tighter = primaryOf(calm, { triggerPrice: '2498.4' })
    expect(decide({ markPrice, orders: [tighter, backupOf(calm), rungOrderOf(calm, 0)] })).toEqual({
      move: 'hold',
    })
  })

  test('includes the level itself, but not a tick before it', () => {
    expect(decide({ markPrice: '2498.35', orders: [] })).toEqual({ move: 'place', order: 'primary' })
  })
})

describe('a look that could not see the orders', () => {
  const blind = (markPrice: string, quantity = '10') =>
    nextMove(calm, { quantity, markPrice, touch: { bid: markPrice, ask: markPrice }, orders: 'unknown' })

  test('decides an emergency like any other', () => {
    expect(blind('2490')).toEqual(decide({ markPrice: '2490' }))
    expect(blind('2490')).toMatchObject({ move: 'close', reason: 'emergency' })
  })

  test('raises, offers, places and settles nothing', () => {
    expect(blind('2700')).toEqual({ move: 'hold' })
    expect(blind('2500', '3')).toEqual({ move: 'hold' })
    expect(blind('2400', '0')).toEqual({ move: 'hold' })
  })

  test('leaves a mark past the stop to a stop that may stand there', () => {
    const crossed = calm.protection.level
    expect(decide({ markPrice: crossed, orders: [] })).toMatchObject({ reason: 'stop-crossed' })
    expect(blind(crossed)).toEqual({ move: 'hold' })
  })
})

describe('the stops', () => {
  const moving = open(raised(calm, '2502.51', 1))
  const at = (orders: Look['orders'], change: Partial<OpenPosition> = {}) =>
    nextMove({ ...moving, ...change }, aLook(moving, { markPrice: '2504.5', orders }))
  const former = primaryOf(calm)
  const rest = [backupOf(calm), rungOrderOf(calm, 0)]
  const cancel = (clientId: string, because = 'it was replaced') => ({ move: 'cancel', clientId, because })
  const gives = (order: LiveOrder) => cancel(order.clientId, 'the primary moves to the new level')

  test.each<[string, Look['orders'], Move['move'] | object]>([
    ['nothing stands: the primary is placed at once', [], { move: 'place', order: 'primary' }],
    ['only a backup stands: the same', [backupOf(calm)], { move: 'place', order: 'primary' }],
    ['the former primary stands: a bridge is placed', [former, ...rest], { move: 'place', order: 'bridge' }],
    [
      'the bridge is only acknowledged: it is looked for',
      [former, bridgeOf(moving, { seen: false }), ...rest],
      { move: 'look', for: moving.protection.bridge },
    ],
    ['the bridge is seen: the former goes', [former, bridgeOf(moving), ...rest], gives(former)],
    [
      'the former is gone: the primary is placed',
      [bridgeOf(moving), ...rest],
      { move: 'place', order: 'primary' },
    ],
    [
      'the primary is only acknowledged: it is looked for',
      [primaryOf(moving, { seen: false }), bridgeOf(moving), ...rest],
      { move: 'look', for: moving.protection.primary },
    ],
    [
      'the primary is seen: the backup is placed',
      [primaryOf(moving), bridgeOf(moving), ...rest],
      { move: 'place', order: 'backup' },
    ],
    [
      'the backup is only acknowledged: it is looked for',
      [primaryOf(moving), bridgeOf(moving), backupOf(moving, { seen: false }), ...rest],
      { move: 'look', for: moving.protection.backup },
    ],
    [
      'both are seen: what they replace goes',
      [primaryOf(moving), backupOf(moving), bridgeOf(moving), ...rest],
      cancel(moving.protection.bridge ?? ''),
    ],
    [
      'one of the replaced is left: it goes too',
      [primaryOf(moving), backupOf(moving), ...rest],
      cancel(calm.protection.backup),
    ],
    ['nothing is left over', [primaryOf(moving), backupOf(moving), rungOrderOf(calm, 0)], { move: 'hold' }],
  ])('%s', (_, orders, move) => {
    expect(at(orders)).toEqual(move)
  })

  test('left by an interrupted raise are cancelled before the next raise', () => {
    const orders = [primaryOf(moving), bridgeOf(moving), ...rest]
    const higher = (remaining: Look['orders']) =>
      nextMove(moving, aLook(moving, { markPrice: '2522.5', orders: remaining }))
    expect(higher(orders)).toEqual(cancel(moving.protection.bridge ?? ''))
    expect(higher([primaryOf(moving), ...rest])).toEqual(cancel(calm.protection.backup))
    expect(higher([primaryOf(moving), rungOrderOf(calm, 0)])).toMatchObject({ move: 'raise-stop', tier: 3 })
  })

  test('follow a tighter bridge of ours that a writer without the lease placed', () => {
    const late = bridgeOf(moving, { clientId: 'late', triggerPrice: '2502.53' })
    const beside = (bridge: LiveOrder, more: Partial<Look> = {}) =>
      decide({ orders: [primaryOf(calm), bridge, backupOf(calm), rungOrderOf(calm, 0)], ...more })
    const followed = { move: 'raise-stop', level: '2502.53', tier: 0, bridge: 'late' }
    expect(beside(late)).toEqual(followed)
    expect(open(raised(calm, followed.level, followed.tier, 'late')).protection).toMatchObject({
      level: '2502.53',
      bridge: 'late',
      former: calm.protection.primary,
    })
    const short = anOpenPosition({ side: 'short' })
    const above = (level: string) => dec(short.protection.level).minus(level).toFixed()
    const stands = [
      primaryOf(short),
      bridgeOf(short, { clientId: 'late', triggerPrice: above('1') }),
      backupOf(short),
    ]
    expect(nextMove(short, aLook(short, { orders: stands }))).toMatchObject({
      bridge: 'late',
      level: above('1'),
    })
    // A stop over a part leaves the rest unprotected, and a looser one does not count; one a tick better counts as
    // placed anew.
    expect(beside({ ...late, quantity: '0.001' })).toEqual(cancel('late'))
    const looser = dec(calm.protection.level).minus(1).toFixed()
    expect(beside({ ...late, triggerPrice: looser })).toEqual(cancel('late'))
    const aTick = dec(calm.protection.level).plus(calm.rules.tickSize).toFixed()
    expect(beside({ ...late, triggerPrice: aTick })).toEqual(cancel('late'))
  })

  test('that the exchange rejected in this look are sent again only by the next', () => {
    const without = [primaryOf(calm), rungOrderOf(calm, 0)]
    expect(decide({ orders: without })).toEqual({ move: 'place', order: 'backup' })
    expect(decide({ orders: without, refused: ['bridge'] })).toEqual({ move: 'place', order: 'backup' })
    expect(decide({ orders: without, refused: ['backup'] })).toEqual({ move: 'hold' })
    expect(decide({ markPrice: '2504.17', refused: ['backup'] })).toMatchObject({ move: 'raise-stop' })
    expect(decide({ markPrice: '2504.17', refused: ['bridge'] })).toEqual({ move: 'reach-tier', tier: 1 })
  })

  test('of a withheld improvement stay, and everything else continues', () => {
    const [gone, withheld] = [[primaryOf(calm)], ['raise-stop'] as const]
    const high = { markPrice: '2504.17', withheld }
    expect(decide(high)).toEqual({ move: 'reach-tier', tier: 1 })
    expect(decide(high, { tier: 1 })).toEqual({ move: 'hold' })
    expect(decide({ ...high, orders: [primaryOf(calm), rungOrderOf(calm, 0)] }, { tier: 1 })).toEqual({
      move: 'place',
      order: 'backup',
    })
    expect(decide({ orders: [], withheld })).toEqual({ move: 'place', order: 'primary' })
    const ahead = { ...bridgeOf(calm), triggerPrice: '2499' }
    expect(decide({ orders: [...calmLook().orders, ahead], withheld })).toEqual({ move: 'hold' })
    const smaller = { quantity: '5', withheld: ['resize'] as const }
    expect(decide(smaller)).toEqual({ move: 'hold' })
    expect(decide({ ...smaller, orders: [...gone, rungOrderOf(calm, 0)] })).toEqual({
      move: 'place',
      order: 'backup',
    })
    expect(decide({ ...smaller, markPrice: '2504.17' })).toMatchObject({ move: 'raise-stop' })
    const almost = { protection: { ...calm.protection, level: '2502.3' } }
    const orders = [primaryOf({ ...calm, ...almost }), backupOf({ ...calm, ...almost }), rungOrderOf(calm, 0)]
    const risen = { markPrice: '2504.17', orders, withheld: ['reach-tier'] as const }
    expect(decide(risen, almost)).toEqual({ move: 'hold' })
  })

  test('are one if the position is too small for a limit order', () => {
    const rest = { openQuantity: '0.0004', protection: { ...calm.protection, backupQuantity: '0.0004' } }
    const orders = [primaryOf(calm), rungOrderOf(calm, 0)]
    expect(decide({ quantity: '0.0004', orders }, rest)).toEqual({ move: 'hold' })
  })

  test('move without a bridge if the exchange rejects reduce-only', () => {
    const alone = open(raised({ ...calm, algoReduceOnlyRefused: true }, '2502.51', 1))
    const only = (orders: Look['orders']) => nextMove(alone, aLook(alone, { markPrice: '2504.5', orders }))
    expect(only([former])).toEqual(gives(former))
    expect(only([])).toEqual({ move: 'place', order: 'primary' })
  })
})

test('a position is covered by a market stop that closes it or sells all of it', () => {
  const covered = (...orders: Look['orders']) => isCovered({ orders }, '10')
  const bridge = bridgeOf(calm)
  expect(covered()).toBe(false)
  expect(covered(primaryOf(calm))).toBe(true)
  expect(covered(bridge)).toBe(true)
  expect(covered({ ...bridge, quantity: '9.999' })).toBe(false)
  expect(covered({ ...bridge, quantity: '9.999' }, primaryOf(calm))).toBe(true)
  // A limit order may not fill.
  expect(covered(backupOf(calm), rungOrderOf(calm, 0))).toBe(false)
})

test('only a filled position can be protected', () => {
  const { entryPrice: _, openQuantity: __, ...entering } = calm
  expect(isFilled(entering)).toBe(false)
  expect(isFilled({ ...entering, entryPrice: '2500' })).toBe(false)
  expect(isFilled({ ...entering, openQuantity: '10' })).toBe(false)
  expect(isFilled(calm)).toBe(true)
})
