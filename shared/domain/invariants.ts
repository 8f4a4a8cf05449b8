import { type Dec, type DecimalString, dec, sum } from './decimal.ts'
import { coveringQuantity } from './exit-size.ts'
import { counterOf } from './identity.ts'
import { type Look, marketStops } from './look.ts'
import type { OpenPosition, Position, Rung } from './position.ts'
import { isCrossed, isTighter, sign, tightest } from './side.ts'
import type { ImprovementInvariant, Violation } from './violation.ts'

/**
 * What must hold of every improvement to a position, checked again before it is written: rules, intentions and records
 * may be wrong. A broken invariant refuses that one improvement. First and restored stops, exits and clean-ups are
 * never checked: a wrong stop is better than none.
 */
export interface Improvement {
  readonly before: OpenPosition
  /** What would be written. */
  readonly after: Position
  readonly look: Pick<Look, 'quantity' | 'markPrice' | 'orders'>
  readonly sale?: Sale
}

/** One order that sells, or offers, the quantity of these rungs. */
export interface Sale {
  readonly rungs: readonly number[]
  /** Base asset. */
  readonly quantity: DecimalString
}

type Check = (improvement: Improvement) => Omit<Violation, 'invariant'> | undefined

/** Each by its name in the journal. */
const invariants = {
  /** A stop never loosens: neither the recorded one nor the standing one. */
  'stop-looser': ({ before, after, look }) => {
    const { side, rules } = before
    const level = dec(after.protection.level)
    // A stop that was placed anew may stand a tick better than the record says; one that does not move stays as it is.
    const tick = dec(rules.tickSize).times(sign(side))
    const stand = moves(before, after) && !standsAt(after, look) ? covering(look) : []
    const best = tightest(side, [
      dec(before.protection.level),
      ...stand.map(stop => dec(stop.triggerPrice).minus(tick)),
    ])
    if (!isTighter(side, best, level)) return undefined
    return { expected: `a stop no looser than ${best.toFixed()}`, found: level.toFixed() }
  },
  /** A stop that the market has already passed cannot stand, unless an order stands there. */
  'stop-past-mark': ({ before, after, look: { markPrice, ...look } }) => {
    const level = dec(after.protection.level)
    if (!moves(before, after) || markPrice === undefined || standsAt(after, look)) return undefined
    if (!isCrossed(before.side, level, dec(markPrice))) return undefined
    return { expected: `a stop that the mark ${markPrice} has not reached`, found: level.toFixed() }
  },
  /** A reached tier stays reached, and none lies beyond the ladder. */
  'tier-falls': ({ before, after: { tier } }) => {
    const most = before.settings.ladder.length
    if (tier >= before.tier && tier <= most) return undefined
    return { expected: `a tier from ${before.tier} to ${most}`, found: String(tier) }
  },
  /** A client id means one order for good: a used one answers for the order that had it. */
  'client-id-used': ({ before, after, look }) => {
    const known = [...clientIdsOf(before), ...look.orders.map(({ clientId }) => clientId)]
    const used = Math.max(...known.map(clientId => counterOf(clientId, before.id) ?? -1))
    const isNew = before.intents > used || after.intents === before.intents
    if (after.intents >= before.intents && isNew) return undefined
    return {
      expected: `client ids from ${Math.max(used + 1, before.intents)} on`,
      found: `${before.intents} to ${after.intents - 1}`,
    }
  },
  /** The recorded open quantity is one that was seen open. */
  'quantity-unseen': ({ before, after, look }) => {
    const quantity = dec(after.openQuantity ?? 0)
    if (quantity.eq(before.openQuantity) || (quantity.gt(0) && quantity.eq(look.quantity))) return undefined
    return { expected: `${look.quantity} open, as it was seen`, found: quantity.toFixed() }
  },
  /** A take-profit never sells again what it has sold. */
  'rung-spent': ({ before, after, sale }) => {
    const { rungs = [] } = sale ?? {}
    const states = rungs.map(index => before.rungs[index]?.state ?? 'none')
    if (states.includes('none') || states.includes('done') || new Set(rungs).size < rungs.length)
      return { expected: 'take-profits that have not sold', found: rungs.map(tell(states)).join(', ') }
    const [sold, kept] = [before, after].map(soldOf)
    if (!sold || !kept || kept.gte(sold)) return undefined
    return { expected: `${sold.toFixed()} recorded as sold`, found: kept.toFixed() }
  },
  /** Take-profits sell no more than was entered, and none has a negative rest. */
  'rungs-exceed-entry': ({ before, after, sale }) => {
    const wrong = sale && [before, after].find(({ rungs }) => !fits(rungs, before.entryQuantity))
    if (!wrong) return undefined
    return {
      expected: `take-profits of ${before.entryQuantity} at most`,
      found: wrong.rungs.map(rung => rung.quantity).join(' + '),
    }
  },
  /** An order sells no more than its take-profits hold and than is open, except by rounding up to the least order. */
  'order-too-large': ({ before, look, sale }) => {
    if (!sale) return undefined
    const had = sum(sale.rungs.map(index => before.rungs[index]?.quantity ?? 0))
    const open = larger(dec(before.openQuantity), dec(look.quantity))
    const most = coveringQuantity(had.lt(open) ? had : open, before.rules)
    if (dec(sale.quantity).lte(most)) return undefined
    return { expected: `an order of ${most.toFixed()} at most`, found: sale.quantity }
  },
} as const satisfies Record<ImprovementInvariant, Check>

/** Every invariant that the improvement would break. */
export const violations = (improvement: Improvement): readonly Violation<ImprovementInvariant>[] =>
  (Object.keys(invariants) as ImprovementInvariant[]).flatMap(invariant => {
    const told = invariants[invariant](improvement)
    return told ? [{ invariant, ...told }] : []
  })

const moves = (before: Position, after: Position): boolean =>
  !dec(before.protection.level).eq(after.protection.level)

/** Whether a standing order already has that level, and bridges the way there. */
const standsAt = ({ protection }: Position, { orders }: Pick<Look, 'orders'>): boolean =>
  orders.some(
    ({ clientId, triggerPrice }) => clientId === protection.bridge && dec(triggerPrice).eq(protection.level),
  )

/** Market stops that leave nothing open: one that covers a part leaves the rest unprotected. */
const covering = ({ orders, quantity }: Pick<Look, 'orders' | 'quantity'>) =>
  marketStops({ orders }).filter(stop => stop.closePosition || dec(stop.quantity).gte(quantity))

const clientIdsOf = ({ entry, protection, rungs }: Position): readonly string[] => {
  const { primary, backup, bridge, former } = protection
  return [entry.clientId, primary, backup, bridge, former, ...rungs.map(rung => rung.clientId)].flatMap(
    clientId => clientId ?? [],
  )
}

const fits = (rungs: readonly Rung[], entered: DecimalString): boolean =>
  sum(rungs.map(rung => rung.quantity)).lte(entered) && rungs.every(rung => dec(rung.quantity).gt(0))

const soldOf = ({ rungs }: Position): Dec => sum(rungs.filter(isDone).map(rung => rung.quantity))
const isDone = ({ state }: Rung): boolean => state === 'done'
const tell = (states: readonly string[]) => (rung: number, at: number) => `${rung} is ${states[at]}`
const larger = (a: Dec, b: Dec): Dec => (a.gt(b) ? a : b)
