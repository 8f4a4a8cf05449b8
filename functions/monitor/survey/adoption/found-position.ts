import { adoptedStopDecision } from '#decisions/record.ts'
import { type Dec, dec } from '#domain/decimal.ts'
import type { Decision } from '#domain/events/deciding.ts'
import { positionIdOf } from '#domain/identity.ts'
import { withIds } from '#domain/intentions.ts'
import { type Appraisal, appraise } from '#domain/mark.ts'
import type { Position, Rung } from '#domain/position.ts'
import { planRungs } from '#domain/rungs.ts'
import { isTighter, type Side } from '#domain/side.ts'
import { adoptedStopLevel } from '#domain/stop-level.ts'
import type { ExchangePosition } from '#ports/exchange.ts'
import { touchOf } from '#position/look.ts'
import type { SurveyContext } from '../survey-context.ts'
import { Unreadable } from './ownership.ts'

/** A found position whose entry price can be used to measure its stop. */
type Measurable = ExchangePosition & { readonly entryPrice: string }

/** The level of a found position's stop. */
interface FoundStop {
  readonly level: Dec
  readonly decision: Decision<'adopted-stop'>
  /** Other decisions that the mark may make. */
  readonly seen: Appraisal
}

/**
 * Measures the stop of a found position from its entry, or from the mark if the market has already passed that level.
 * A mark that is far off counts only as far as bid and ask confirm it, an impossible one not at all.
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

type Whole = Measurable & { readonly updatedAt: number }

/** Guesses nothing about another client's position: if part of its row is missing, the next tick takes it over. */
export function wholeOf(open: ExchangePosition): Whole {
  const { symbol, entryPrice, markPrice, updatedAt } = open
  if (entryPrice === undefined || markPrice === undefined || updatedAt === undefined)
    throw new Unreadable(symbol, 'entry, mark and last change')
  return { ...open, entryPrice, updatedAt }
}

/** The record that the position would have if it had been opened here with today's settings. */
export function foundPosition(
  { deployment, clock }: SurveyContext,
  open: Whole,
  {
    rules,
    leverage,
    settings,
    stop: { level, seen },
  }: Pick<Position, 'rules' | 'leverage' | 'settings'> & { readonly stop: FoundStop },
): { readonly position: Position; readonly planned: readonly Rung[] } {
  const { symbol, side, quantity, entryPrice } = open
  const entry = dec(entryPrice)
  const notional = entry.times(quantity)
  const signalId = `adopted#${symbol}#${side}#${open.updatedAt}`
  const planned = planRungs({ side, entryPrice, quantity, leverage, settings, rules })
  const now = clock.now()
  const unnamed = {
    v: 1,
    id: positionIdOf(signalId),
    deployment,
    state: 'open',
    symbol,
    side,
    source: 'adopted',
    signalId,
    signalAt: now,
    createdAt: now,
    requestedLeverage: leverage,
    leverage,
    margin: notional.div(leverage).toFixed(8),
    settings,
    rules,
    intents: 0,
    entry: { clientId: '', quantity, limitPrice: entryPrice, touchPrice: entryPrice, sentAt: open.updatedAt },
    openedAt: open.updatedAt,
    foundAt: now,
    entryPrice,
    entryQuantity: quantity,
    openQuantity: quantity,
    entryFees: notional.times(settings.takerFee).toFixed(8),
    funding: '0',
    protection: { level: level.toFixed(), primary: '', backup: '', backupQuantity: quantity },
    tier: 0,
    rungs: planned.map(rung =>
      isPassed(rung, side, seen.profit) ? { ...rung, state: 'done' as const } : rung,
    ),
  } as const satisfies Position
  const [position, ids] = withIds(unnamed, 'entry', 'primary', 'backup', 'bridge')
  const named = {
    ...position,
    entry: { ...position.entry, clientId: ids.entry },
    // Its owner's stop may keep the primary out: the bridge holds the level while the two are exchanged.
    protection: {
      ...position.protection,
      primary: ids.primary,
      backup: ids.backup,
      bridge: ids.bridge,
    },
  }
  return { position: named, planned }
}

/** Adopting sells nothing: rungs that the mark has already passed are left out. */
const isPassed = (rung: Rung, side: Side, mark: Dec | undefined): boolean =>
  mark !== undefined && !isTighter(side, dec(rung.triggerPrice), mark)
