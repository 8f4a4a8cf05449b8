import { rungsDecision } from '#decisions/record.ts'
import { type Dec, dec } from '#domain/decimal.ts'
import { positionIdOf } from '#domain/identity.ts'
import { withIds } from '#domain/intentions.ts'
import type { Position, Rung } from '#domain/position.ts'
import { planRungs } from '#domain/rungs.ts'
import { isTighter, type Side } from '#domain/side.ts'
import type { ExchangePosition } from '#ports/exchange.ts'
import { frozenSettings } from '#position/frozen-settings.ts'
import { marketFacts } from '#position/market-facts.ts'
import type { SurveyContext } from '../survey-context.ts'
import { type FoundStop, foundStop, type Measurable } from './found-stop.ts'
import { Unreadable } from './ownership.ts'
import { type Found, takeSlot } from './take-slot.ts'

/** Takes a position over that somebody else opened (QT_ADOPT=all). It is protected by the next inspect. */
export async function adoptForeign(context: SurveyContext, { open, lookedAt }: Found): Promise<boolean> {
  const [{ rules }, { leverage }] = await Promise.all([
    marketFacts(context, open.symbol),
    context.exchange.symbolConfig(open.symbol),
  ])
  if (!rules) return false
  const settings = frozenSettings(context.configuration)
  const measurable = wholeOf(open)
  const stop = await foundStop(context, { leverage, settings, rules }, measurable)
  const { position, planned } = foundPosition(context, measurable, { rules, leverage, settings, stop })
  if (!(await context.state.positions.create(position)) && !(await isOfBefore(context, position)))
    return false
  if (!(await takeSlot(context, position, { open, lookedAt }))) return true
  const { id: positionId, symbol, side } = position
  const found = {
    symbol,
    side,
    quantity: open.quantity,
    entryPrice: open.entryPrice,
    stop: position.protection.level,
  }
  context.telemetry.warn('adopted', { positionId, ...found })
  const at = context.clock.now()
  await context.state.journal.append(positionId, [
    { at, event: 'adopted', ...found },
    { at, event: 'stop-found', ...stop.decision },
    { at, event: 'take-profits-planned', ...rungsDecision(position, planned) },
  ])
  return true
}

type Whole = Measurable & { readonly updatedAt: number }

/** Nothing of somebody else's position is guessed: with a part of its row missing it is taken over a tick later. */
function wholeOf(open: ExchangePosition): Whole {
  const { symbol, entryPrice, markPrice, updatedAt } = open
  if (entryPrice === undefined || markPrice === undefined || updatedAt === undefined)
    throw new Unreadable(symbol, 'entry, mark and last change')
  return { ...open, entryPrice, updatedAt }
}

/** Whether the record that stands there is of this position, from a look that did not get to its end. */
async function isOfBefore({ state, telemetry }: SurveyContext, position: Position): Promise<boolean> {
  const { id: positionId, symbol, side, signalId } = position
  const standing = (await state.positions.read(positionId))?.item
  const same = standing?.signalId === signalId && standing.symbol === symbol && standing.side === side
  if (!same) telemetry.warn('adoption-collides', { positionId, symbol, standing: standing?.symbol })
  return same
}

/** The record that such a position would have, had it been opened here, with today's settings. */
function foundPosition(
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
    // Its owner's stop may stand in the primary's way: the bridge holds the level while they are exchanged.
    protection: {
      ...position.protection,
      primary: ids.primary,
      backup: ids.backup,
      bridge: ids.bridge,
    },
  }
  return { position: named, planned }
}

/** Being adopted sells nothing: rungs that the mark has passed already are left out. */
const isPassed = (rung: Rung, side: Side, mark: Dec | undefined): boolean =>
  mark !== undefined && !isTighter(side, dec(rung.triggerPrice), mark)
