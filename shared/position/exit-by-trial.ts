import { type Dec, dec } from '#domain/decimal.ts'
import { coarserSizes, coveringQuantity, smallerSizes } from '#domain/exit-size.ts'
import type { Exit } from '#domain/orders.ts'
import type { SymbolRules } from '#domain/rules.ts'
import type { Context } from '#ports/context.ts'
import type { Outcome, RegularOrder } from '#ports/exchange.ts'
import { tellsOfAnotherMaximum, tellsOfOtherRules } from '#ports/refusal.ts'

/** An exit as it was sent last, and its answer. */
interface Tried {
  readonly order: Exit
  readonly answer: Outcome<RegularOrder>
}

/** So a step is found that is up to 10,000 times coarser, or a maximum of a sixteenth. */
const mostTrials = 4

/**
 * Where today's step or maximum could not be read, it is found by trial. What covers `open` is sent, rounded up: the
 * exchange cuts a reduce-only order to what is open. One that was refused never was, so its client id is free.
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
    // A step above the maximum: nothing is left to guess.
    if (quantity.isZero()) break
    const next = { ...order, quantity: quantity.toFixed() }
    tried = { order: next, answer: await exchange.place(next) }
  }
  return tried
}
