import { type Dec, dec } from '#domain/decimal.ts'
import { coarserSizes, coveringQuantity, smallerSizes } from '#domain/exit-size.ts'
import type { Exit } from '#domain/orders.ts'
import type { SymbolRules } from '#domain/rules.ts'
import type { Context } from '#ports/context.ts'
import type { Outcome, RegularOrder } from '#ports/exchange.ts'
import { tellsOfAnotherMaximum, tellsOfOtherRules } from '#ports/refusal.ts'

/** The exit that was sent last, and its answer. */
interface Tried {
  readonly order: Exit
  readonly answer: Outcome<RegularOrder>
}

/** Enough to find a step up to 10,000 times coarser, or a maximum down to a sixteenth. */
const mostTrials = 4

/**
 * If today's step or maximum could not be read, trial finds it. The sent quantity covers `open`, rounded up: the
 * exchange cuts a reduce-only order to the open quantity. A refused order never existed, so its client id is free.
 */
export async function exitByTrial(
  { exchange }: Context,
  refused: Tried,
  open: Dec,
  rules: SymbolRules,
): Promise<Tried> {
  let tried = refused
  let guess = rules
  for (let trial = 0; trial < mostTrials; trial++) {
    const { answer, order } = tried
    if (answer.outcome !== 'refused' || !tellsOfOtherRules(answer.code)) break
    guess = tellsOfAnotherMaximum(answer.code)
      ? smallerSizes(guess, dec(order.quantity))
      : coarserSizes(guess)
    const quantity = coveringQuantity(open, guess)
    // A step above the maximum: nothing is left to try.
    if (quantity.isZero()) break
    const next = { ...order, quantity: quantity.toFixed() }
    tried = { order: next, answer: await exchange.place(next) }
  }
  return tried
}
