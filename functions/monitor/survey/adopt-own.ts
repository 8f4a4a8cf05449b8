import { dec } from '#domain/decimal.ts'
import { nextState } from '#domain/lifecycle.ts'
import type { Position } from '#domain/position.ts'
import { adoptedStopLevel } from '#domain/stop-level.ts'
import { timing } from '#domain/timing.ts'
import type { ExchangePosition } from '#exchange/port.ts'
import { adoptedStopDecision } from '#protection/decisions.ts'
import { type HeldPosition, holding, PositionBusy } from '#protection/desk.ts'
import type { SurveyDesk } from './survey-desk.ts'
import { type Found, takeSlot } from './take-slot.ts'

const { lease: leaseMs } = timing.functions.survey

/**
 * Takes a position of ours back that has no slot: an entry that was given up and filled after all, or one
 * whose slot was lost. The same tick's or the next inspect protects it; nothing is closed here.
 */
export async function adoptOwn(desk: SurveyDesk, own: Position, found: Found): Promise<boolean> {
  try {
    await holding(desk, { id: own.id, holder: desk.holder, leaseMs }, async held => {
      const state = nextState(held.position.state, 'found')
      await held.write({ ...held.position, state, protection: standing(held, found.open) })
      held.note('adopted', { was: own.state, state, side: found.open.side, quantity: found.open.quantity })
    })
  } catch (error) {
    if (error instanceof PositionBusy) return true // its writer finishes it, or the next tick does
    throw error
  }
  await takeSlot(desk, own, found)
  return true
}

/** A level that the market has passed while nobody watched is measured from the mark instead. */
function standing(held: HeldPosition, open: ExchangePosition): Position['protection'] {
  const { position } = held
  if (position.state !== 'abandoned') return position.protection
  const { side, leverage, settings, rules, protection } = position
  const found = { side, leverage, entry: dec(open.entryPrice) }
  const level = adoptedStopLevel(found, dec(open.markPrice), dec(settings.stopLossPct), dec(rules.tickSize))
  held.decided('stop-found', adoptedStopDecision({ ...open, leverage }, rules, level.toFixed()))
  return { ...protection, level: level.toFixed() }
}
