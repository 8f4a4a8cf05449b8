import { rungsDecision } from '#decisions/record.ts'
import { nextState } from '#domain/lifecycle.ts'
import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import { worstLossOf } from '#domain/worst-loss.ts'
import type { HeldPosition } from '#ports/context.ts'
import type { ExchangePosition } from '#ports/exchange.ts'
import { frozenSettings } from '#position/frozen-settings.ts'
import { holding, PositionBusy } from '#position/lease.ts'
import { marketFacts } from '#position/market-facts.ts'
import type { SurveyContext } from '../survey-context.ts'
import { foundPosition, foundStop, wholeOf } from './found-position.ts'

const { lease: leaseMs } = timing.functions.survey

/** A position that the exchange shows, and when the look that saw it began. */
export interface Found {
  readonly open: ExchangePosition
  readonly lookedAt: number
}

/**
 * Takes back a position of ours that has no slot: an entry that was given up but filled after all, or a position
 * whose slot was lost. Inspect protects it in this tick or the next; nothing is closed here.
 */
export async function adoptOwn(context: SurveyContext, own: Position, found: Found): Promise<boolean> {
  try {
    await holding(context, { id: own.id, holder: context.holder, leaseMs }, async held => {
      const state = nextState(held.position.state, 'found')
      const protection = await standing(context, held, found.open)
      await held.write({ ...held.position, state, protection })
      held.note('adopted', { was: own.state, state, side: found.open.side, quantity: found.open.quantity })
    })
  } catch (error) {
    if (error instanceof PositionBusy) return true // its writer finishes it, or the next tick does
    throw error
  }
  await takeSlot(context, own, found)
  return true
}

/** If the market passed the level while no watch ran, the level is measured from the mark instead. */
async function standing(
  context: SurveyContext,
  held: HeldPosition,
  open: ExchangePosition,
): Promise<Position['protection']> {
  const { position } = held
  const { entryPrice } = open
  if (position.state !== 'abandoned' || entryPrice === undefined) return position.protection
  const { level, decision } = await foundStop(context, position, { ...open, entryPrice })
  held.decided('stop-found', decision)
  return { ...position.protection, level: level.toFixed() }
}

/** Takes over a position that another client opened (QT_ADOPT=all). The next inspect protects it. */
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
    entryPrice: measurable.entryPrice,
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

/** Whether the existing record is this position's, written by a look that did not finish. */
async function isOfBefore({ state, telemetry }: SurveyContext, position: Position): Promise<boolean> {
  const { id: positionId, symbol, side, signalId } = position
  const standing = (await state.positions.read(positionId))?.item
  const same = standing?.signalId === signalId && standing.symbol === symbol && standing.side === side
  if (!same) telemetry.warn('adoption-collides', { positionId, symbol, standing: standing?.symbol })
  return same
}

/** The quantity that determines the position's worst loss. */
type Held = Pick<ExchangePosition, 'quantity' | 'entryPrice'>

/**
 * Puts a found position into its symbol's slot, whatever the limits say: the position exists already. Leaves alone a
 * slot that an executor took meanwhile. Leaves alone a symbol on which a position was closed since the look began:
 * the found position may be that one, and would be settled twice. Returns whether the slot is the position's.
 */
export async function takeSlot(
  { state, clock }: SurveyContext,
  { id, symbol, side, leverage, settings, entryPrice, entry }: Position,
  { open, lookedAt }: { readonly open: Held; readonly lookedAt: number },
): Promise<boolean> {
  const price = open.entryPrice ?? entryPrice ?? entry.touchPrice
  const worst = worstLossOf(open.quantity, price, leverage, settings)
  const slot = { positionId: id, side, since: clock.now(), worstLoss: worst.toFixed(8) }
  const { item } = await state.account.update(account =>
    account.slots[symbol] || (account.lastClosed[symbol] ?? 0) >= lookedAt
      ? undefined
      : { ...account, slots: { ...account.slots, [symbol]: slot } },
  )
  return item.slots[symbol]?.positionId === id
}
