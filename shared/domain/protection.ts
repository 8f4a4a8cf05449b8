import { type Dec, dec, sum } from './decimal.ts'
import { backupSize } from './exit-size.ts'
import { tiersReached } from './ladder.ts'
import { type BlindLook, isHeld, type LiveOrder, type Look, marketStops, type StopOrder } from './look.ts'
import { marginPnl, priceDistance } from './margin.ts'
import { type Appraisal, appraise } from './mark.ts'
import type { Move } from './move.ts'
import type { OpenPosition, Position, Rung } from './position.ts'
import { isCrossed, isTighter, sign, tightest } from './side.ts'
import { isWorthMoving, ladderLevel, type StopBasis } from './stop-level.ts'

/** Decides the next move: danger first, then the stops, then profit, then notes. */
export function nextMove(position: OpenPosition, look: Look | BlindLook): Move {
  const seen = appraise(position, look, { blind: !seesOrders(look) })
  const move = moveBy(position, look, seen)
  return seen.unconfirmed && byMark[seen.unconfirmed].includes(move.move) ? { move: 'touch' } : move
}

/** The moves that only the price decides, and that an unconfirmed mark may not decide alone. */
const byMark: Readonly<Record<'all' | 'close', readonly Move['move'][]>> = {
  all: ['close', 'raise-stop', 'reach-tier', 'bank', 'doubt'],
  close: ['close'],
}

function moveBy(position: OpenPosition, look: Look | BlindLook, seen: Appraisal): Move {
  if (!seesOrders(look))
    return emergency(position, look, seen) ?? doubting(position, look, seen) ?? { move: 'hold' }
  return (
    ending(position, look, seen) ??
    doubting(position, look, seen) ??
    standing(position, look) ??
    unlessWithheld(look, following(position, look)) ??
    unlessWithheld(look, ratchet(position, look, seen)) ??
    unlessWithheld(look, counting(position, look)) ??
    backing(position, look) ??
    unlessWithheld(look, profits(position, look, seen)) ??
    feeling(position, look) ?? { move: 'hold' }
  )
}

const unlessWithheld = ({ withheld }: Look, move: Move | undefined): Move | undefined =>
  withheld?.some(each => each === move?.move) ? undefined : move

const seesOrders = (look: Look | BlindLook): look is Look => look.orders !== 'unknown'

/** Flat, or lost more than a stop may lose. */
function ending(position: OpenPosition, look: Look, { loss: price }: Appraisal): Move | undefined {
  if (dec(look.quantity).isZero()) return { move: 'settle' }
  const lost = emergency(position, look, { ...(price && { loss: price }) })
  if (lost || !price) return lost
  const { side, protection } = position
  const crossed = isCrossed(side, dec(protection.level), price)
  if (crossed && !isHeld(position, look))
    return { move: 'close', reason: 'stop-crossed', marginPnl: pnlAt(position, price).toFixed(6) }
  return undefined
}

/** Lost more than a stop may lose, whatever stands in the books. */
function emergency(
  position: OpenPosition,
  { quantity }: Pick<Look, 'quantity'>,
  { loss: price }: Appraisal,
): Move | undefined {
  if (dec(quantity).isZero() || !price) return undefined
  const { side, leverage, settings, protection } = position
  const pnl = pnlAt(position, price)
  const beyond = dec(protection.level).minus(price).times(sign(side))
  const between = dec(settings.emergencyPct).minus(settings.stopLossPct)
  const allowed = priceDistance(dec(position.entryPrice), between, leverage)
  const isOne = pnl.lt(dec(settings.emergencyPct).neg()) || (beyond.gt(0) && beyond.gte(allowed))
  return isOne ? { move: 'close', reason: 'emergency', marginPnl: pnl.toFixed(6) } : undefined
}

const pnlAt = ({ side, leverage, entryPrice }: OpenPosition, price: Dec): Dec =>
  marginPnl(side, dec(entryPrice), price, leverage)

/** A change of belief in the mark is recorded: so it is reported once, and the next look knows of it. */
function doubting(
  position: OpenPosition,
  { quantity }: Pick<Look, 'quantity'>,
  { doubt: why }: Appraisal,
): Move | undefined {
  if (dec(quantity).isZero() || why === position.doubt?.why) return undefined
  return { move: 'doubt', ...(why && { why }) }
}

/** The primary stands at the level; while it moves, a bridge holds it. */
function standing(position: OpenPosition, look: Look): Move | undefined {
  const { protection } = position
  const primary = orderOf(look, protection.primary)
  if (primary) {
    return primary.seen ? undefined : { move: 'look', for: primary.clientId }
  }
  const former = marketStops(look).find(order => order.closePosition)
  if (!former) return { move: 'place', order: 'primary' }
  const bridge = protection.bridge ? orderOf(look, protection.bridge) : undefined
  if (protection.bridge && !bridge) return { move: 'place', order: 'bridge' }
  if (bridge && !bridge.seen) return { move: 'look', for: bridge.clientId }
  return { move: 'cancel', clientId: former.clientId, because: 'the primary moves to the new level' }
}

/**
 * A writer that lost its lease may still have placed its bridge, at a level that was given up since. A standing stop is
 * never loosened, so the stop follows it there. A bridge that covers only a part leaves the rest unprotected.
 */
function following(position: OpenPosition, look: Look): Move | undefined {
  const [ahead] = stopsAhead(position, look)
  return (
    ahead && {
      move: 'raise-stop',
      level: ahead.triggerPrice,
      tier: position.tier,
      bridge: ahead.clientId,
    }
  )
}

function stopsAhead({ side, protection, rules }: OpenPosition, look: Look): readonly LiveOrder[] {
  const level = dec(protection.level)
  return marketStops(look).filter(
    ({ triggerPrice, quantity }) =>
      dec(quantity).gte(look.quantity) &&
      isTighter(side, dec(triggerPrice), level) &&
      // A stop placed afresh may stand a tick better than the record says.
      dec(triggerPrice).minus(level).abs().gt(rules.tickSize),
  )
}

/** The tier that the profit has reached, and the stop that the tier earns. */
function ratchet(position: OpenPosition, look: Look, { profit: mark }: Appraisal): Move | undefined {
  if (!mark) return undefined
  const { side, settings, protection } = position
  const pnl = pnlAt(position, mark)
  const tier = Math.max(position.tier, tiersReached(settings.ladder, pnl))
  const basis = stopBasis(position)
  // A stop placed afresh may stand a tick better than the record says.
  const stands = tightest(
    side,
    [protection.level, ...marketStops(look).map(stop => stop.triggerPrice)].map(dec),
  )
  const level = ladderLevel(basis, stands, tier, mark)
  const mayMove = !isRefused(look, 'bridge') && !look.withheld?.includes('raise-stop')
  if (isWorthMoving(basis, stands, level) && mayMove) {
    // Leftovers of an interrupted raise go first: there is room for five orders.
    return leftover(position, look) ?? { move: 'raise-stop', level: level.toFixed(), tier }
  }
  return tier > position.tier ? { move: 'reach-tier', tier } : undefined
}

/** The open quantity, once it is known whether a take-profit changed it. */
function counting(position: OpenPosition, look: Look): Move | undefined {
  if (dec(look.quantity).eq(position.openQuantity)) return undefined
  const unknown = position.rungs.findIndex(rung => isGone(rung, look))
  return unknown >= 0 ? { move: 'trace', rung: unknown } : { move: 'resize', quantity: look.quantity }
}

/** The backup covers the open quantity, and no replaced order stays behind. */
function backing(position: OpenPosition, look: Look): Move | undefined {
  const { protection } = position
  const size = backupSize(protection.backupQuantity, position.rules)
  if (!position.algoReduceOnlyRefused && size.gt(0) && !isRefused(look, 'backup')) {
    const backup = orderOf(look, protection.backup)
    if (!backup) return { move: 'place', order: 'backup' }
    if (!backup.seen) return { move: 'look', for: backup.clientId }
  }
  return leftover(position, look)
}

/** An order that is no longer wanted. A stop that the record may not follow stays, and holds what it covers. */
function leftover(position: OpenPosition, look: Look): Move | undefined {
  const { protection, rungs } = position
  const offers = rungs.filter(rung => !isSpent(rung)).map(rung => rung.clientId)
  const ahead = stopsAhead(position, look).map(stop => stop.clientId)
  const wanted = [protection.primary, protection.backup, ...offers, ...ahead]
  const stale = look.orders.find(order => !wanted.includes(order.clientId))
  return stale && { move: 'cancel', clientId: stale.clientId, because: 'it was replaced' }
}

/** Rungs that the market jumped over are banked; the next one is offered. */
function profits(position: OpenPosition, look: Look, { profit: mark }: Appraisal): Move | undefined {
  const gone = position.rungs.findIndex(rung => isGone(rung, look))
  if (gone >= 0) return { move: 'trace', rung: gone }
  const due = position.rungs
    .map((rung, index) => ({ rung, index }))
    .filter(({ rung }) => rung.state === 'waiting' && rung.tier <= position.tier)
  const passed = due.filter(({ rung }) => mark && isPassed(position, rung, mark))
  if (passed.length > 0) return bank(look, passed)
  const resting = position.rungs.some(rung => rung.state === 'placed')
  const next = due[0]
  if (!next || resting || position.algoReduceOnlyRefused) return undefined
  return { move: 'offer', rung: next.index }
}

function bank(look: Look, passed: readonly { rung: Rung; index: number }[]): Move {
  const wanted = sum(passed.map(({ rung }) => rung.quantity))
  const quantity = wanted.gt(look.quantity) ? dec(look.quantity) : wanted
  return { move: 'bank', rungs: passed.map(({ index }) => index), quantity: quantity.toFixed() }
}

function feeling(position: OpenPosition, look: Look): Move | undefined {
  const now = look.sentiment ?? 'agrees'
  return now === (position.sentiment ?? 'agrees') ? undefined : { move: 'note-sentiment', sentiment: now }
}

export function stopBasis(position: OpenPosition): StopBasis {
  return {
    side: position.side,
    leverage: position.leverage,
    settings: position.settings,
    tickSize: dec(position.rules.tickSize),
    entryPrice: dec(position.entryPrice),
    entryQuantity: dec(position.entryQuantity),
    entryFees: dec(position.entryFees),
    funding: dec(position.funding),
  }
}

const isRefused = (look: Look, order: StopOrder): boolean => look.refused?.includes(order) === true
const orderOf = (look: Look, clientId: string) => look.orders.find(order => order.clientId === clientId)
const isGone = ({ state, clientId }: Rung, look: Look) =>
  state === 'placed' && clientId !== undefined && !orderOf(look, clientId) && !look.sought?.includes(clientId)
/** The rung fired or was banked: a late order of it would sell it again. */
const isSpent = ({ state, offeredAt }: Rung) => state === 'done' && offeredAt !== undefined
const isPassed = (position: Position, rung: Rung, mark: Dec) =>
  mark.minus(rung.triggerPrice).times(sign(position.side)).gte(0)
