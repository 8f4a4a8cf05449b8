import { isDeepStrictEqual } from 'node:util'
import type { Position } from '#domain/position.ts'
import { withRules } from '#domain/refit.ts'
import type { SymbolRules } from '#domain/rules.ts'
import type { Desk, HeldPosition } from './desk.ts'
import { readRulesAgain } from './market-facts.ts'

/**
 * Brings the position to the symbol's rules as the table has them. Answers whether they were others. A table that
 * does not answer keeps nobody from acting: the rules that the position knows hold until the exchange says otherwise.
 */
export async function followRules(desk: Desk, held: HeldPosition): Promise<boolean> {
  const rules = await knownRules(desk, held.position)
  const { rules: before } = held.position
  if (!rules || isDeepStrictEqual(rules, before)) return false
  await held.write(withRules(held.position, rules))
  held.note('rules-changed', difference(before, rules))
  return true
}

/** The same after an answer that the position's rules are not today's: they are read from the exchange first. */
export async function learnRules(desk: Desk, held: HeldPosition): Promise<boolean> {
  await readRulesAgain(desk)
  return followRules(desk, held)
}

/** The position under today's rules, as the exchange has just made them known, for whoever has no lease to write them. */
export async function underTodaysRules(desk: Desk, position: Position): Promise<Position> {
  await readRulesAgain(desk)
  const rules = await knownRules(desk, position)
  return rules ? { ...position, rules } : position
}

async function knownRules(
  { state, telemetry }: Desk,
  { id, symbol }: Position,
): Promise<SymbolRules | undefined> {
  try {
    return await state.symbols.knownRules(symbol)
  } catch (error) {
    telemetry.error('rules-unknown', error, { positionId: id, symbol })
    return undefined
  }
}

/** What is another, before and after. */
function difference(before: SymbolRules, after: SymbolRules) {
  const changed = Object.entries(after).filter(([name, value]) => before[name as keyof SymbolRules] !== value)
  const old = changed.map(([name]) => [name, before[name as keyof SymbolRules]])
  return { from: Object.fromEntries(old), to: Object.fromEntries(changed) }
}
