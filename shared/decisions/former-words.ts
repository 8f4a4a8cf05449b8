import type { Decision, SignalRule } from '#domain/events/deciding.ts'
import type { Move } from '#domain/move.ts'

/** Moves as 0.1.0 called them. Stored items are never rewritten, so their names stay readable for good. */
const formerMoves: Readonly<Record<string, Move['move']>> = {
  raise: 'raise-stop',
  rise: 'reach-tier',
  feel: 'note-sentiment',
}

/** A recorded move in the words of this release. */
export const moveInTodaysWords = (move: Move): Move =>
  ({ ...move, move: formerMoves[move.move] ?? move.move }) as Move

/** Rules as 0.1.0 called them. */
const formerRules: Readonly<Record<string, SignalRule>> = {
  'refuse-signal': 'admit-signal',
  'refuse-symbol': 'admit-symbol',
  'refuse-entry': 'admit-account',
}

export const ruleInTodaysWords = (rule: string): string => formerRules[rule] ?? rule

/** On paper an exchange lists whatever has prices: no symbol was ever reported missing. */
const unlisted = [/"the exchange has no /, '"the exchange lists no '] as const

/** What 0.1.0 said when it refused a signal, by the rule that said it. */
const formerRefusals: Readonly<Record<string, readonly (readonly [former: RegExp, today: string])[]>> = {
  'refuse-symbol': [unlisted],
  'admit-symbol': [unlisted],
  'refuse-signal': [[/(first tier of QT_LADDER \([\d.]+\)), came /, '$1, got ']],
  'refuse-entry': [
    [/^\{"reason":"foreign-position"/, '{"reason":"unmanaged-position"'],
    [/position or orders that are not ours"/, 'position or orders that this deployment does not manage"'],
    [/the day stands at (\S+) with (\S+) at risk/, "today's net is $1, positions risk $2"],
    [/ and (\S+) in results that are not known yet; the cap/, ', results not known yet $1; the cap'],
  ],
}

/** The reason of a verdict in the words of this release. */
export const reasonInTodaysWords = (reason: string | undefined): string | undefined =>
  reason === 'foreign-position' ? 'unmanaged-position' : reason

/** A recorded decision in the words of this release. */
export function inTodaysWords<D extends Decision>(decision: D): D {
  if (decision.rule !== 'next-move') {
    const refusals = formerRefusals[decision.rule] ?? []
    const outcome = refusals.reduce((text, [former, today]) => text.replace(former, today), decision.outcome)
    return { ...decision, rule: ruleInTodaysWords(decision.rule), outcome }
  }
  const outcome = decision.outcome.replace(/^\{"move":"(\w+)"/, (said, move: string) =>
    formerMoves[move] ? `{"move":"${formerMoves[move]}"` : said,
  )
  return { ...decision, outcome }
}
