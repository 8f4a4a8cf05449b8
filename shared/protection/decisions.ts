import { dec } from '#domain/decimal.ts'
import { type EntryBasis, planEntry } from '#domain/entry.ts'
import type { Position } from '#domain/position.ts'
import { type Look, type Move, nextMove, type OpenPosition } from '#domain/protection.ts'
import { planRungs } from '#domain/rungs.ts'
import type { JournalEntry } from '#state/port.ts'

/**
 * A decision as the journal keeps it: which pure rule was asked, on what, and what it said. Both are JSON text,
 * because a table keeps no order of fields, and the same question must get the same answer byte for byte.
 */
export interface Decision {
  readonly rule: Rule
  readonly inputs: string
  readonly outcome: string
}

/**
 * What the rules read of a position and what may change while it is open. Its settings and the symbol's rules
 * stay with it for life, so a decision need not repeat them.
 */
type Changing = Pick<
  OpenPosition,
  'entryPrice' | 'entryQuantity' | 'entryFees' | 'openQuantity' | 'funding' | 'leverage' | 'tier' | 'rungs'
> &
  Pick<OpenPosition, 'protection' | 'sentiment' | 'algoReduceOnlyRefused'>

interface MoveInputs {
  readonly position: Changing
  readonly look: Look
}

type RungInputs = Readonly<Record<'entryPrice' | 'quantity', string>> & { readonly leverage: number }

/** The rules that decisions are made by, each asked again as it was asked then. */
const rules = {
  'plan-entry': (inputs: string) => planEntry(JSON.parse(inputs) as EntryBasis),
  'plan-rungs': (inputs: string, { side, settings, rules }: Position) => {
    const { entryPrice, quantity, leverage } = JSON.parse(inputs) as RungInputs
    const filled = { entryPrice: dec(entryPrice), quantity: dec(quantity) }
    return planRungs({ side, settings, rules, leverage, ...filled })
  },
  'next-move': (inputs: string, { id, symbol, side, settings, rules }: Position) => {
    const { position, look } = JSON.parse(inputs) as MoveInputs
    return nextMove({ id, symbol, side, settings, rules, ...position } as OpenPosition, look)
  },
} as const
export type Rule = keyof typeof rules

/** A move and what it was decided from; about 1.5 KB. */
export function moveDecision(position: OpenPosition, look: Look, move: Move): Decision {
  const { entryPrice, entryQuantity, entryFees, openQuantity, funding, leverage, tier, rungs } = position
  const { protection, sentiment, algoReduceOnlyRefused } = position
  const changing: Changing = {
    ...{ entryPrice, entryQuantity, entryFees, openQuantity, funding, leverage, tier, rungs, protection },
    ...(sentiment && { sentiment }),
    ...(algoReduceOnlyRefused && { algoReduceOnlyRefused }),
  }
  return decision('next-move', { position: changing, look } satisfies MoveInputs, move)
}

/** How an entry was sized; with the symbol's brackets in it the largest of a position's decisions, once. */
export const entryDecision = (basis: EntryBasis, plan: ReturnType<typeof planEntry>): Decision =>
  decision('plan-entry', basis, plan)

/** How the take-profits were laid out over what was filled. */
export const rungsDecision = (position: Position): Decision => {
  const { entryPrice = '', entryQuantity: quantity = '', leverage } = position
  return decision('plan-rungs', { entryPrice, quantity, leverage } satisfies RungInputs, position.rungs)
}

const decision = (rule: Rule, inputs: unknown, outcome: unknown): Decision => ({
  rule,
  inputs: JSON.stringify(inputs),
  outcome: JSON.stringify(outcome),
})

/** Whether an entry of the journal is a decision that can be asked again. */
export const isDecision = (entry: JournalEntry): entry is JournalEntry & Decision =>
  typeof entry.rule === 'string' && entry.rule in rules

/** Asks the rule again what it was asked then; JSON text, to be compared with the recorded outcome. */
export const decideAgain = (position: Position, { rule, inputs }: Decision): string =>
  JSON.stringify(rules[rule](inputs, position))
