import { type Dec, dec } from '#domain/decimal.ts'
import { banked, felt, fired, offered, raised, resized, risen, withdrawn } from '#domain/intentions.ts'
import type { LiveOrder, Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import type { OpenPosition, Position } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import { isCrossed, type Side } from '#domain/side.ts'
import { backupOf, bridgeOf, now, opposite, primaryOf, rungOrderOf } from './builders.ts'

/**
 * An exchange that answers at once and rejects only what breaks its rules, and the one position on it. Only `position`
 * is our own record: it is all that is left after a crash.
 */
export interface World {
  readonly position: OpenPosition
  readonly quantity: Dec
  readonly mark: Dec
  readonly sentiment?: NonNullable<Look['sentiment']>
  readonly orders: readonly LiveOrder[]
  /** The quantity sold at a profit, by take-profit. */
  readonly taken: readonly { readonly rung: number; readonly clientId: string | undefined }[]
}

export const opened = (position: OpenPosition): World => ({
  position,
  quantity: dec(position.openQuantity),
  mark: dec(position.entryPrice),
  orders: [],
  taken: [],
})

export const lookAt = (world: World): Look => ({
  quantity: world.quantity.toFixed(),
  markPrice: world.mark.toFixed(),
  touch: { bid: world.mark.toFixed(), ask: world.mark.toFixed() },
  orders: world.orders,
  ...(world.sentiment && { sentiment: world.sentiment }),
})

export const nextMoveOf = (world: World): Move => nextMove(world.position, lookAt(world))

/** The mark moves; orders that it reaches are triggered and filled. */
export function marked(world: World, mark: Dec): World {
  const side = world.position.side
  const reached = world.orders.filter(order => isReached(side, order, mark))
  const after = reached.reduce(triggered, { ...world, mark })
  return after.quantity.isZero()
    ? { ...after, orders: after.orders.filter(order => !order.closePosition) }
    : after
}

const isReached = (side: Side, order: LiveOrder, mark: Dec) =>
  order.type === 'TAKE_PROFIT_MARKET'
    ? isCrossed(opposite(side), dec(order.triggerPrice), mark)
    : isCrossed(side, dec(order.triggerPrice), mark)

function triggered(world: World, order: LiveOrder): World {
  const wanted = order.closePosition ? world.quantity : dec(order.quantity)
  const rung = world.position.rungs.findIndex(({ clientId }) => clientId === order.clientId)
  return {
    ...world,
    quantity: wanted.gt(world.quantity) ? dec(0) : world.quantity.minus(wanted),
    orders: without(world.orders, order.clientId),
    taken: rung < 0 ? world.taken : [...world.taken, { rung, clientId: order.clientId }],
  }
}

/** The record written before the request of a move leaves. */
export function intended(world: World, move: Move): World {
  return { ...world, position: { ...world.position, ...writtenFor(world, move) } }
}

function writtenFor({ position, taken }: World, move: Move): Position {
  switch (move.move) {
    case 'raise-stop':
      return raised(position, move.level, move.tier, move.bridge)
    case 'reach-tier':
      return risen(position, move.tier)
    case 'resize':
      return resized(position, move.quantity)
    case 'offer':
      return offered(position, move.rung, now)
    case 'bank':
      return banked(position, move.rungs, dec(move.quantity))[0]
    case 'note-sentiment':
      return felt(position, move.sentiment)
    case 'trace': {
      const { clientId } = position.rungs[move.rung] ?? {}
      const sold = taken.some(sale => sale.clientId === clientId)
      return sold ? fired(position, move.rung) : withdrawn(position, [move.rung])
    }
    default:
      return position
  }
}

/** The effect of a move's request on the exchange, once its intention is written. */
export function sent(world: World, move: Move): World {
  switch (move.move) {
    case 'place':
      return placed(
        world,
        { primary: primaryOf, backup: backupOf, bridge: bridgeOf }[move.order](world.position),
      )
    case 'offer':
      return placed(world, rungOrderOf(world.position, move.rung))
    case 'cancel':
      return { ...world, orders: without(world.orders, move.clientId) }
    case 'bank':
      return bankedAtMarket(world, move.rungs, dec(move.quantity))
    case 'look':
      return seen(world)
    default:
      return world
  }
}

/** The open algo orders are read: every acknowledged one is shown. */
export const seen = (world: World): World => ({
  ...world,
  orders: world.orders.map(order => ({ ...order, seen: true })),
})

function placed(world: World, order: LiveOrder): World {
  const { position, orders, mark } = world
  if (orders.some(live => live.clientId === order.clientId))
    throw new Error(`-4116: ${order.clientId} is open`)
  if (order.closePosition && orders.some(live => live.closePosition))
    throw new Error('-4130: a closePosition stop is open in this direction')
  if (isReached(position.side, order, mark)) throw new Error(`-2021: ${order.clientId} would trigger at once`)
  if (!order.closePosition && position.algoReduceOnlyRefused) throw new Error('-1106: reduceOnly')
  return { ...world, orders: [...orders, { ...order, seen: false }] }
}

function bankedAtMarket(world: World, rungs: readonly number[], quantity: Dec): World {
  if (quantity.lte(0) || quantity.gt(world.quantity)) throw new Error(`-2022: cannot reduce by ${quantity}`)
  const sales = rungs.map(rung => ({ rung, clientId: world.position.rungs[rung]?.clientId }))
  return marked(
    { ...world, quantity: world.quantity.minus(quantity), taken: [...world.taken, ...sales] },
    world.mark,
  )
}

const without = (orders: readonly LiveOrder[], clientId: string) =>
  orders.filter(order => order.clientId !== clientId)

/** Whether this look has nothing left to do. */
export const isOver = (move: Move) => ['hold', 'settle', 'close'].includes(move.move)

/** Every move from here until nothing is left to do, and the world after it. */
export function settled(
  world: World,
  atMost = 40,
): { readonly moves: readonly Move[]; readonly world: World } {
  const moves: Move[] = []
  let after = world
  for (;;) {
    const move = nextMoveOf(after)
    moves.push(move)
    if (isOver(move)) return { moves, world: after }
    if (moves.length >= atMost) throw new Error(`No end after ${moves.map(({ move }) => move).join(', ')}`)
    after = sent(intended(after, move), move)
  }
}
