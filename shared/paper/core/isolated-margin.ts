import { type Dec, dec } from '#domain/decimal.ts'
import type { MarginChangeRecord, PositionSide, SymbolRecord } from '../records.ts'
import { refuse } from '../refusal.ts'
import { accountWith, type Moment, type Venue } from './context.ts'
import { noted } from './ending.ts'
import { pnlAt } from './position.ts'
import { ofPosition, positionOf, withPosition } from './positions.ts'
import { nextId } from './record.ts'

export interface MarginChange {
  readonly positionSide: PositionSide
  /** 1 adds to the position's margin, 2 removes from it. */
  readonly type: 1 | 2
  /** USDT. */
  readonly amount: Dec
}

/**
 * Moves money between the free balance and an isolated position's margin; the wallet does not change. Throws -4049
 * (not isolated), -4055 (no amount), -4054 (no position), -4050 (more than is free) or -4051 (more than the position
 * can spare above its initial margin, losses included).
 */
export function changeIsolatedMargin(
  record: SymbolRecord,
  change: MarginChange,
  { at, step }: Moment,
  venue: Venue,
): SymbolRecord {
  const { positionSide, type, amount } = change
  const position = positionOf(record, positionSide)
  if (record.marginType !== 'isolated') throw refuse(-4049)
  if (amount.lte(0)) throw refuse(-4055)
  if (position.quantity === '0') throw refuse(-4054)

  const free = accountWith(record, step, venue)?.available ?? dec(0)
  if (type === 1 && amount.gt(free)) throw refuse(-4050)
  const initial = dec(position.quantity).times(step.mark).abs().div(record.leverage)
  const pnl = pnlAt(position, step.mark)
  const spare = dec(position.isolatedWallet)
    .plus(pnl.isNegative() ? pnl : 0)
    .minus(initial)
  if (type === 2 && amount.gt(spare)) throw refuse(-4051)

  const isolatedWallet = dec(position.isolatedWallet).plus(type === 1 ? amount : amount.negated())
  const numbered = nextId(record, 'income')
  const body: MarginChangeRecord = {
    id: numbered.id,
    symbol: record.symbol,
    ...ofPosition(positionSide),
    type,
    amount: amount.toFixed(),
    time: at,
  }
  const changed = withPosition(numbered.record, positionSide, {
    ...position,
    isolatedWallet: isolatedWallet.toFixed(),
    updateTime: at,
  })
  return noted(changed, { kind: 'marginChange', id: body.id, time: at, body })
}
