import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { dec } from '#domain/decimal.ts'
import type { Move } from '#domain/move.ts'
import { anOpenPosition, opposite, settings } from './builders.ts'
import { intended, marked, nextMoveOf, opened, seen, sent, settled, type World } from './ideal-exchange.ts'
import { watching } from './promises.ts'
import { marksOf, type Scenario, scenario, side, steps } from './scenario.ts'

/** Plays a path with its crashes; `watch` sees the world after every step. */
function play(script: Scenario, watch: (world: World) => void): { world: World; moves: readonly Move[] } {
  const moves: Move[] = []
  let world = opened(script.position)
  const now = (next: World) => {
    world = next
    watch(world)
  }
  for (const { mark, moves: most, crash, sentiment } of marksOf(script)) {
    now({ ...marked(world, mark), ...(sentiment && { sentiment }) })
    for (let count = 0; count <= most; count++) {
      const move = nextMoveOf(world)
      moves.push(move)
      if (move.move === 'close' || move.move === 'settle') return { world, moves }
      if (move.move === 'hold') break
      now(intended(world, move))
      const lost = crash === 'before the request' && count === most
      if (!lost) now(sent(world, move))
    }
    if (crash) now(seen(world))
  }
  return { world, moves }
}

test.prop([scenario], { numRuns: 400 })(
  'whatever the price does and whenever we crash, the promises about an open position hold',
  script => {
    const { world } = play(script, watching(opened(script.position)))
    const { moves, world: after } = settled(seen(world))
    if (moves.at(-1)?.move !== 'hold') {
      expect(['close', 'settle']).toContain(moves.at(-1)?.move)
      return
    }

    const { protection } = after.position
    const stops = after.orders.filter(order => order.type.startsWith('STOP'))
    const alone = after.position.algoReduceOnlyRefused
    expect(stops.map(stop => stop.clientId).sort()).toEqual(
      alone ? [protection.primary] : [protection.primary, protection.backup].sort(),
    )
    expect(stops.every(stop => stop.seen && stop.triggerPrice === protection.level)).toBe(true)
    const backup = stops.find(stop => stop.type === 'STOP')
    if (!alone) expect(dec(backup?.quantity ?? 0).eq(after.quantity)).toBe(true)
    expect(after.orders.length).toBeLessThanOrEqual(3)
  },
)

test.prop([scenario], { numRuns: 200 })('client ids are used once, and the counter only advances', script => {
  const ids = new Map<string, string>()
  let intents = 0
  play(script, ({ position, orders }) => {
    expect(position.intents).toBeGreaterThanOrEqual(intents)
    intents = position.intents
    for (const { clientId, ...order } of orders) {
      const terms = JSON.stringify({ ...order, seen: true })
      expect(ids.get(clientId) ?? terms).toBe(terms)
      ids.set(clientId, terms)
    }
  })
})

test.prop([scenario], { numRuns: 200 })('a sentiment counts once per change', script => {
  const { moves } = play(script, () => {})
  const felt = moves.flatMap(move => (move.move === 'note-sentiment' ? [move.sentiment] : []))
  expect(felt.every((sentiment, index) => sentiment !== (felt[index - 1] ?? 'agrees'))).toBe(true)
})

/**
 * Prices are mirrored around an entry of 30,000 with a tick of 1. The exit's fee is a share of the exit price, which
 * is lower for a short, so that break-even alone is not a mirror image: here it is paid on entry.
 */
const entry = 30_000
const mirrorable = (of: 'long' | 'short') =>
  anOpenPosition({
    side: of,
    entryPrice: String(entry),
    entryQuantity: '4.096',
    openQuantity: '4.096',
    entryFees: String(4.096 * 30),
    settings: { ...settings, takerFee: '0' },
    rules: { ...anOpenPosition().rules, tickSize: '1' },
  })
const mirrored = (price: string) =>
  dec(2 * entry)
    .minus(price)
    .toFixed()

test.prop([side, steps], { numRuns: 400 })(
  'a long and its mirrored short are decided alike',
  (side, steps) => {
    const one = play({ position: mirrorable(side), steps }, () => {})
    const other = play({ position: mirrorable(opposite(side)), steps }, () => {})
    const reflected = other.moves.map(move =>
      move.move === 'raise-stop' ? { ...move, level: mirrored(move.level) } : move,
    )
    expect(one.moves).toEqual(reflected)
    expect(one.world.orders).toEqual(
      other.world.orders.map(order => ({ ...order, triggerPrice: mirrored(order.triggerPrice) })),
    )
  },
)

test.prop([fc.constantFrom('primary', 'backup'), scenario], { numRuns: 100 })(
  'a stop that vanishes from the book is placed again under its own client id',
  (order, { position }) => {
    const { world } = settled(opened(position))
    fc.pre(order === 'primary' || !position.algoReduceOnlyRefused)
    const gone = world.orders.filter(live => live.clientId !== world.position.protection[order])
    const { moves, world: after } = settled({ ...world, orders: gone })
    expect(moves.map(({ move }) => move)).toEqual(['place', 'look', 'hold'])
    expect(new Set(seen(after).orders)).toEqual(new Set(seen(world).orders))
  },
)
