import type { EntrySignal } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import type { EntryPlan } from '#domain/entry-plan.ts'
import { positionIdOf } from '#domain/identity.ts'
import { withIds } from '#domain/intentions.ts'
import { measuredFrom } from '#domain/measured.ts'
import type { Position, PositionSettings } from '#domain/position.ts'
import type { SymbolRules } from '#domain/rules.ts'
import { sideOf } from '#domain/signal.ts'

/** The position before anything was sent: all its first client ids, and the level of its first stop. */
export function draftPosition(draft: {
  readonly deployment: string
  readonly signal: EntrySignal
  readonly settings: PositionSettings
  readonly rules: SymbolRules
  readonly requestedLeverage: number
  readonly plan: EntryPlan
  readonly now: number
}): Position {
  const { deployment, signal, settings, rules, requestedLeverage, plan, now } = draft
  const unnamed = {
    v: 1,
    id: positionIdOf(signal.id),
    deployment,
    state: 'entering',
    symbol: signal.symbol,
    side: sideOf(signal.action),
    source: signal.source,
    signalId: signal.id,
    signalAt: signal.at,
    createdAt: now,
    requestedLeverage,
    leverage: plan.leverage,
    margin: plan.margin,
    settings: measuredFrom(settings, dec(plan.touchPrice), plan.leverage),
    rules,
    intents: 0,
    entry: {
      clientId: '',
      quantity: plan.quantity,
      limitPrice: plan.limitPrice,
      touchPrice: plan.touchPrice,
    },
    funding: '0',
    protection: { level: plan.stopLevel, primary: '', backup: '', backupQuantity: plan.quantity },
    tier: 0,
    rungs: [],
  } as const satisfies Position
  const [position, ids] = withIds(unnamed, 'entry', 'primary', 'backup')
  return {
    ...position,
    entry: { ...position.entry, clientId: ids.entry },
    protection: { ...position.protection, primary: ids.primary, backup: ids.backup },
  }
}
