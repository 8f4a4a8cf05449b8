import { adoptedStopDecision } from '#decisions/record.ts'
import { type Dec, dec } from '#domain/decimal.ts'
import { type Appraisal, appraise } from '#domain/mark.ts'
import type { Position } from '#domain/position.ts'
import { adoptedStopLevel } from '#domain/stop-level.ts'
import type { ExchangePosition } from '#ports/exchange.ts'
import type { Decision } from '#ports/state.ts'
import { touchOf } from '#position/look.ts'
import type { SurveyContext } from '../survey-context.ts'

/** A position that was found, with an entry that its stop can be measured from. */
export type Measurable = ExchangePosition & { readonly entryPrice: string }

/** Where the stop of a position that was found is put. */
export interface FoundStop {
  readonly level: Dec
  readonly decision: Decision
  /** What else may be decided by the mark. */
  readonly seen: Appraisal
}

/**
 * Measures the stop of a position that was found from its entry, or from the mark if the market has passed that
 * already: by a mark that is far off only as far as bid and ask confirm it, by none that cannot be one.
 */
export async function foundStop(
  context: SurveyContext,
  { leverage, settings, rules }: Pick<Position, 'leverage' | 'settings' | 'rules'>,
  open: Measurable,
): Promise<FoundStop> {
  const { symbol, side, entryPrice, markPrice } = open
  const found = { side, leverage, entry: dec(entryPrice) }
  const at = (mark: Dec | undefined) =>
    adoptedStopLevel(found, mark, dec(settings.stopLossPct), dec(rules.tickSize))
  const protection = { level: at(undefined).toFixed(), primary: '', backup: '', backupQuantity: '0' }
  const priced = { ...(markPrice !== undefined && { markPrice }) }
  const first = appraise({ side, leverage, protection }, priced)
  const seen =
    first.unconfirmed === 'all'
      ? appraise({ side, leverage, protection }, { ...priced, touch: await touchOf(context, symbol) })
      : first
  const level = at(seen.loss)
  const inputs = { entryPrice, leverage, ...(seen.loss && { markPrice: seen.loss.toFixed() }) }
  return { level, seen, decision: adoptedStopDecision(inputs, rules, level.toFixed()) }
}
