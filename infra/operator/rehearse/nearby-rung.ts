import { type Dec, dec, toMultiple } from '#domain/decimal.ts'
import { leastQuantity } from '#domain/margin.ts'
import type { OpenPosition, Position, Rung } from '#domain/position.ts'

/**
 * The position with a take-profit of the least size that the next move of the market may fire: a tick or two beyond the
 * mark, taken out of the last one that waits. Undefined where none does.
 */
export function withNearbyRung(
  position: OpenPosition,
  mark: Dec,
): { readonly position: Position; readonly index: number } | undefined {
  const { rungs, rules, tier } = position
  const index = rungs.findLastIndex(({ state, clientId }) => state === 'waiting' && clientId === undefined)
  const last = rungs[index]
  const [least, tick] = [leastQuantity(rules), dec(rules.tickSize)]
  if (!last || least.times(2).gt(last.quantity)) return undefined
  const near: Rung = {
    state: 'waiting',
    tier,
    quantity: least.toFixed(),
    triggerPrice: toMultiple(mark, tick, 'up').plus(tick).toFixed(),
  }
  const rest = { ...last, quantity: dec(last.quantity).minus(least).toFixed() }
  return { position: { ...position, rungs: rungs.toSpliced(index, 1, near, rest) }, index }
}
