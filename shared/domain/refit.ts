import { type Dec, dec, toMultiple } from './decimal.ts'
import { mostAtMarket } from './exit-size.ts'
import { leastQuantity, stepOf } from './margin.ts'
import type { Position, Rung } from './position.ts'
import type { SymbolRules } from './rules.ts'
import { isOnTick, takeProfitTick, tightenToTick } from './stop-level.ts'

/**
 * The position under the symbol's rules of today. Everything never sent is fitted to them; whatever may stand on the
 * exchange stays as it is: the stop's level, and rungs that have an order.
 */
export const withRules = (position: Position, rules: SymbolRules): Position => ({
  ...position,
  rules,
  rungs: refitted(position, rules),
})

/** How many times coarser a tick may have become, the likeliest first: the exchange removes whole digits. */
export const coarserTicks: readonly number[] = [10, 100]

/** The position under a guess at today's tick. */
export const onCoarserTick = (position: Position, times: number): Position => ({
  ...position,
  rules: { ...position.rules, tickSize: dec(position.rules.tickSize).times(times).toFixed() },
})

/** The level on today's tick, tightened, for a stop that is placed anew; undefined where it lies there already. */
export function levelOnTick({ side, protection, rules }: Position): Position['protection'] | undefined {
  const [level, tick] = [dec(protection.level), dec(rules.tickSize)]
  if (isOnTick(level, tick)) return undefined
  return { ...protection, level: tightenToTick(side, level, tick).toFixed() }
}

/**
 * Keeps the total that the rungs sell: the remainder that a coarser step leaves of one goes into the next, and the
 * last takes the rest. A rung that has become too small joins the next (the last joins the one before), and one that
 * has become too large is split.
 */
function refitted({ side, rungs }: Position, rules: SymbolRules): readonly Rung[] {
  const [step, least] = [stepOf(rules), leastQuantity(rules)]
  const fitted: Rung[] = []
  const last = rungs.findLastIndex(isUnsent)
  let carried = dec(0)
  for (const [index, rung] of rungs.entries()) {
    if (!isUnsent(rung)) {
      fitted.push(rung)
      continue
    }
    const wanted = carried.plus(rung.quantity)
    const size = index === last ? wanted : toMultiple(wanted, step, 'down')
    const before = fitted.findLastIndex(isUnsent)
    if (size.gte(least) || (index === last && before < 0)) {
      const price = takeProfitTick(side, dec(rung.triggerPrice), dec(rules.tickSize))
      fitted.push(...split({ ...rung, triggerPrice: price.toFixed() }, size, rules))
      carried = wanted.minus(size)
    } else if (index === last) {
      const former = fitted[before] ?? rung
      fitted.splice(before, 1, ...split(former, wanted.plus(former.quantity), rules))
    } else carried = wanted
  }
  return fitted
}

const isUnsent = ({ state, clientId }: Rung): boolean => state === 'waiting' && clientId === undefined

/** In parts of equal size, each within one market order. */
function split(rung: Rung, size: Dec, rules: SymbolRules): readonly Rung[] {
  const parts: Rung[] = []
  let left = size
  for (let count = size.div(mostAtMarket(rules)).ceil().toNumber(); count > 1; count--) {
    const part = toMultiple(left.div(count), stepOf(rules), 'up')
    parts.push({ ...rung, quantity: part.toFixed() })
    left = left.minus(part)
  }
  return [...parts, { ...rung, quantity: left.toFixed() }]
}
