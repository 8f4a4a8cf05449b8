import { nextState } from '#domain/lifecycle.ts'
import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { HeldPosition } from '#ports/context.ts'
import type { ExchangePosition } from '#ports/exchange.ts'
import { holding, PositionBusy } from '#position/lease.ts'
import type { SurveyContext } from '../survey-context.ts'
import { foundStop } from './found-stop.ts'
import { type Found, takeSlot } from './take-slot.ts'

const { lease: leaseMs } = timing.functions.survey

/**
 * Takes a position of ours back that has no slot: an entry that was given up and filled after all, or one
 * whose slot was lost. The same tick's or the next inspect protects it; nothing is closed here.
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

/** A level that the market has passed while nobody watched is measured from the mark instead. */
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
