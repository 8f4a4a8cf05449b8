import { dec } from '#domain/decimal.ts'
import { positionIdOf } from '#domain/identity.ts'
import { withIds } from '#domain/intentions.ts'
import type { Position, Rung } from '#domain/position.ts'
import type { SymbolRules } from '#domain/rules.ts'
import { planRungs } from '#domain/rungs.ts'
import { isTighter } from '#domain/side.ts'
import { adoptedStopLevel } from '#domain/stop-level.ts'
import type { ExchangePosition } from '#exchange/port.ts'
import { adoptedStopDecision, rungsDecision } from '#protection/decisions.ts'
import { frozenSettings } from '#protection/frozen-settings.ts'
import { marketFacts } from '#protection/market-facts.ts'
import type { SurveyDesk } from './survey-desk.ts'
import { type Found, takeSlot } from './take-slot.ts'

/** Takes a position over that somebody else opened (QT_ADOPT=all). It is protected by the next inspect. */
export async function adoptForeign(desk: SurveyDesk, { open, lookedAt }: Found): Promise<boolean> {
  const [{ rules }, { leverage }] = await Promise.all([
    marketFacts(desk, open.symbol),
    desk.exchange.symbolConfig(open.symbol),
  ])
  if (!rules) return false
  const { position, planned } = foundPosition(desk, open, rules, leverage)
  await desk.state.positions.create(position)
  if (!(await takeSlot(desk, position, { open, lookedAt }))) return true
  const { id: positionId, symbol, side } = position
  const found = {
    symbol,
    side,
    quantity: open.quantity,
    entryPrice: open.entryPrice,
    stop: position.protection.level,
  }
  desk.telemetry.warn('adopted', { positionId, ...found })
  const at = desk.clock.now()
  const stop = adoptedStopDecision({ ...open, leverage }, rules, position.protection.level)
  await desk.state.journal.append(positionId, [
    { at, event: 'adopted', ...found },
    { at, event: 'stop-found', ...stop },
    { at, event: 'take-profits-planned', ...rungsDecision(position, planned) },
  ])
  return true
}

/** The record that such a position would have, had it been opened here, with today's settings. */
function foundPosition(
  { configuration, deployment, clock }: SurveyDesk,
  open: ExchangePosition,
  rules: SymbolRules,
  leverage: number,
): { readonly position: Position; readonly planned: readonly Rung[] } {
  const { symbol, side, quantity, entryPrice } = open
  const settings = frozenSettings(configuration)
  const entry = dec(entryPrice)
  const notional = entry.times(quantity)
  const signalId = `adopted#${symbol}#${side}#${open.updatedAt}`
  const stop = { side, leverage, entry }
  const level = adoptedStopLevel(stop, dec(open.markPrice), dec(settings.stopLossPct), dec(rules.tickSize))
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
    rungs: planned.map(rung => (isPassed(rung, open) ? { ...rung, state: 'done' as const } : rung)),
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
const isPassed = (rung: Rung, { side, markPrice }: ExchangePosition): boolean =>
  !isTighter(side, dec(rung.triggerPrice), dec(markPrice))
