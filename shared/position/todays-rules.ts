import type { Position } from '#domain/position.ts'
import { withRules } from '#domain/refit.ts'
import type { SymbolRules } from '#domain/rules.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import { readRulesAgain } from './market-facts.ts'

/**
 * Brings the position to the symbol's rules as the table has them, and answers whether they differed. A table that
 * does not answer stops no function from acting: the rules that the position knows hold until the exchange says
 * otherwise.
 */
export async function followRules(context: Context, held: HeldPosition): Promise<boolean> {
  return follow(held, await knownRules(context, held.position))
}

async function follow(held: HeldPosition, rules: SymbolRules | undefined): Promise<boolean> {
  const { rules: before } = held.position
  const change = rules && changeBetween(before, rules)
  if (!change) return false
  await held.write(withRules(held.position, rules))
  held.note('rules-changed', change)
  return true
}

/** The same after an answer that the position's rules are not today's: they are read from the exchange first. */
export async function learnRules(context: Context, held: HeldPosition): Promise<boolean> {
  return follow(held, await rulesReadNow(context, held.position))
}

/**
 * The position under today's rules, as the exchange has just told them, for a function without the lease to write
 * them.
 */
export async function underTodaysRules<P extends Position>(context: Context, position: P): Promise<P> {
  const rules = await rulesReadNow(context, position)
  return rules ? { ...position, rules } : position
}

/** As the exchange just told them, or as another function read them less than a minute ago. */
async function rulesReadNow(context: Context, position: Position): Promise<SymbolRules | undefined> {
  const read = await readRulesAgain(context)
  return read.find(({ symbol }) => symbol === position.symbol) ?? knownRules(context, position)
}

async function knownRules(
  { state, telemetry }: Context,
  { id, symbol }: Position,
): Promise<SymbolRules | undefined> {
  try {
    return await state.symbols.knownRules(symbol)
  } catch (error) {
    telemetry.error('rules-unknown', error, { positionId: id, symbol })
    return undefined
  }
}

/**
 * What differs, before and after. Fields that an earlier release kept beside the rules of this one are not a change.
 */
function changeBetween(before: SymbolRules, after: SymbolRules) {
  const changed = Object.entries(after).filter(([name, value]) => before[name as keyof SymbolRules] !== value)
  if (changed.length === 0) return undefined
  const old = changed.map(([name]) => [name, before[name as keyof SymbolRules]])
  return { from: Object.fromEntries(old), to: Object.fromEntries(changed) }
}
