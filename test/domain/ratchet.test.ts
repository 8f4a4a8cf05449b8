import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import type { Move } from '#domain/move.ts'
import type { OpenPosition } from '#domain/position.ts'
import { anOpenPosition } from './builders.ts'
import {
  intended,
  isOver,
  marked,
  nextMoveOf,
  opened,
  seen,
  sent,
  settled,
  type World,
} from './ideal-exchange.ts'

/** A move in a trader's words: `place bridge`, `cancel the former primary`. */
function inWords(move: Move, { position, orders }: World): string {
  switch (move.move) {
    case 'place':
      return `place ${move.order}`
    case 'cancel': {
      const order = orders.find(({ clientId }) => clientId === move.clientId)
      return `cancel ${order?.type} ${order?.closePosition ? 'of the position' : order?.quantity}`
    }
    case 'look':
      return `look for ${position.protection.primary === move.for ? 'primary' : position.protection.backup === move.for ? 'backup' : 'bridge'}`
    case 'raise-stop':
      return `raise to ${move.level}`
    case 'offer':
    case 'trace':
      return `${move.move} rung ${move.rung}`
    case 'bank':
      return `bank rungs ${move.rungs.join(' and ')}`
    default:
      return move.move
  }
}

function story(world: World): readonly string[] {
  const words: string[] = []
  let after = world
  for (let count = 0; count < 40; count++) {
    const move = nextMoveOf(after)
    words.push(inWords(move, after))
    if (isOver(move)) break
    after = sent(intended(after, move), move)
  }
  return words
}

const protectedAt = (mark: string, position: OpenPosition = anOpenPosition()) =>
  marked(settled(opened(position)).world, dec(mark))

test('a position that was just filled gets its stops, then its first take-profit', () => {
  expect(story(opened(anOpenPosition()))).toEqual([
    'place primary',
    'look for primary',
    'place backup',
    'look for backup',
    'offer rung 0',
    'hold',
  ])
})

test('once protected, the position needs nothing', () => {
  expect(story(protectedAt('2501'))).toEqual(['hold'])
})

const ratchet = [
  'raise to 2502.51',
  'place bridge',
  'look for bridge',
  'cancel STOP_MARKET of the position',
  'place primary',
  'look for primary',
]

test('a take-profit that filled is traced, and the stops follow the quantity', () => {
  expect(story(protectedAt('2502.5'))).toEqual([
    'trace rung 0',
    'resize',
    'place backup',
    'look for backup',
    'cancel STOP 10',
    'hold',
  ])
})

test('a stop moves behind a bridge, and the old stops are cancelled once both new ones are shown', () => {
  const position = anOpenPosition({
    settings: { ...anOpenPosition().settings, partialTakeProfit: '0' },
    rungs: [],
  })
  expect(story(protectedAt('2504.5', position))).toEqual([
    ...ratchet,
    'place backup',
    'look for backup',
    'cancel STOP 10',
    'cancel STOP_MARKET 10',
    'hold',
  ])
})

test('a jump over several tiers moves the stop once, and banks the passed rungs in one order', () => {
  // 27 % of margin: tiers 1 to 3, past the take-profits at 8, 15 and 25 %.
  expect(story(protectedAt('2522.5'))).toEqual([
    'raise to 2509',
    ...ratchet.slice(1),
    'trace rung 0',
    'resize',
    'place backup',
    'look for backup',
    'cancel STOP 10',
    'cancel STOP_MARKET 10',
    'bank rungs 1 and 2 and 3',
    'resize',
    'place backup',
    'look for backup',
    'cancel STOP 5',
    'hold',
  ])
})

test('if the exchange rejects reduce-only, the stop moves by cancel and place, and passed rungs are banked', () => {
  const alone = anOpenPosition({ algoReduceOnlyRefused: true })
  expect(story(opened(alone))).toEqual(['place primary', 'look for primary', 'hold'])
  expect(story(protectedAt('2507', alone))).toEqual([
    'raise to 2502.51',
    'cancel STOP_MARKET of the position',
    'place primary',
    'look for primary',
    'bank rungs 0 and 1',
    'resize',
    'hold',
  ])
})

describe('a crash', () => {
  const mark = '2522.5'
  const whole = settled(protectedAt(mark))

  /** The world after `steps` moves, the last of which was written but not sent. */
  function crashedAfter(steps: number, afterSending: boolean): World {
    let world = protectedAt(mark)
    for (let step = 0; step < steps; step++) {
      const move = nextMoveOf(world)
      world = intended(world, move)
      if (step < steps - 1 || afterSending) world = sent(world, move)
    }
    return seen(world)
  }

  const steps = whole.moves.map((move, index) => [index + 1, move.move] as const).slice(0, -1)

  test.each(steps)(
    'after move %d (%s) leaves the position as well protected in the end as no crash',
    step => {
      const { world } = settled(crashedAfter(step, true))
      expect(standing(world)).toEqual(standing(whole.world))
      expect(world.quantity.eq(whole.world.quantity)).toBe(true)
    },
  )

  test.each(steps)('before the request of move %d (%s) leaves standing stops in the end', (step, name) => {
    const { world } = settled(crashedAfter(step, false))
    // A market order that was written but not sent is never sent again: its take-profits are lost.
    const left = name === 'bank' ? dec(5) : whole.world.quantity
    expect(world.quantity.eq(left)).toBe(true)
    expect(standing(world)).toEqual(
      standing(whole.world).map(order => ({
        ...order,
        quantity: order.type === 'STOP' ? left.toFixed() : '0',
      })),
    )
  })

  function standing(world: World) {
    return world.orders.map(({ type, triggerPrice, quantity, closePosition }) => ({
      type,
      triggerPrice,
      quantity,
      closePosition,
    }))
  }
})
