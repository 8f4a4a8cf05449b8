import { positionIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import type { System } from './system.ts'

type Said = Readonly<Record<string, unknown>>

/** A fresh, confident BUY of bitcoin by xgboost, as its producer sends it; `id` names it. */
export const buy = (system: System, more: Said = {}): Said => ({
  id: 'one',
  symbol: 'BTC/USDT',
  action: 'BUY',
  confidence: 0.8,
  source: 'xgboost',
  timestamp: Math.floor(system.clock.now()),
  ...more,
})

export const sell = (system: System, more: Said = {}): Said => buy(system, { action: 'SELL', ...more })

/** The position item of a signal of xgboost. */
export async function positionOf(system: System, id = 'one'): Promise<Position> {
  const stored = await system.state.positions.read(positionIdOf(`xgboost#${id}`))
  if (!stored) throw new Error(`No position was made of signal ${id}`)
  return stored.item
}

/** The decision on a signal of xgboost: `accepted`, or the reason of its rejection. */
export async function verdictOn(system: System, id = 'one'): Promise<string> {
  const verdict = await system.state.signals.read(`xgboost#${id}`, system.clock.now())
  return verdict?.verdict === 'refused' ? (verdict.reason ?? 'none') : (verdict?.verdict ?? 'none')
}
