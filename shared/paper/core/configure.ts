import { type Dec, dec } from '#domain/decimal.ts'
import type { AccountRecord, SymbolRecord } from '../records.ts'
import { refuse } from '../refusal.ts'
import { accountWith, type Moment, type Venue } from './context.ts'
import { maxNotional } from './margin.ts'
import { heldPositions, isFlat } from './positions.ts'

/** Throws -4028 (no bracket allows it), -4161, -2027 or -2028. */
export function changeLeverage(
  record: SymbolRecord,
  leverage: number,
  moment: Moment | undefined,
  venue: Venue,
): SymbolRecord {
  const cap = maxNotional(venue.rules, leverage)
  if (!Number.isInteger(leverage) || leverage < 1 || cap === undefined) throw refuse(-4028, leverage)
  const changed = { ...record, leverage }
  if (leverage >= record.leverage || moment === undefined) return checkCap(changed, cap, moment)
  if (record.marginType === 'isolated' && !isFlat(record)) throw refuse(-4161)
  const before = accountWith(record, moment.step, venue)
  const after = accountWith(changed, moment.step, venue)
  const needs = (account: typeof before) => account?.positionMargin.plus(account.openOrderMargin) ?? dec(0)
  if (before !== undefined && needs(after).minus(needs(before)).gt(before.available)) throw refuse(-2028)
  return changed
}

function checkCap(record: SymbolRecord, cap: Dec, moment: Moment | undefined): SymbolRecord {
  const exceeds = ({ position }: (typeof held)[number]) =>
    moment !== undefined && dec(position.quantity).times(moment.step.mark).abs().gt(cap)
  const held = heldPositions(record)
  if (held.some(exceeds)) throw refuse(-2027)
  return record
}

/** Throws -4046 (nothing to change), -4047 (open orders), -4048 (position) or -4168 (multi-assets mode). */
export function changeMarginType(
  record: SymbolRecord,
  marginType: SymbolRecord['marginType'],
  account: AccountRecord,
): SymbolRecord {
  if (marginType === 'isolated' && account.multiAssetsMargin) throw refuse(-4168)
  if (record.marginType === marginType) throw refuse(-4046)
  if (record.orders.length > 0 || record.algoOrders.length > 0) throw refuse(-4047)
  if (!isFlat(record)) throw refuse(-4048)
  return { ...record, marginType }
}

/** Throws -4059 (nothing to change), -4067 (open orders) or -4068 (positions), checking every symbol. */
export function changePositionMode(
  account: AccountRecord,
  dualSidePosition: boolean,
  symbols: readonly SymbolRecord[],
  at: number,
): AccountRecord {
  if (account.dualSidePosition === dualSidePosition) throw refuse(-4059)
  if (symbols.some(each => each.orders.length > 0 || each.algoOrders.length > 0)) throw refuse(-4067)
  if (symbols.some(each => !isFlat(each))) throw refuse(-4068)
  return { ...account, dualSidePosition, updateTime: at }
}

/** Throws -4171 (nothing to change), -4167 (symbols in isolated margin) or -4170 (open orders). */
export function changeMultiAssets(
  account: AccountRecord,
  multiAssetsMargin: boolean,
  symbols: readonly SymbolRecord[],
  at: number,
): AccountRecord {
  if (account.multiAssetsMargin === multiAssetsMargin) throw refuse(-4171)
  if (multiAssetsMargin && symbols.some(each => each.marginType === 'isolated')) throw refuse(-4167)
  if (symbols.some(each => each.orders.length > 0)) throw refuse(-4170)
  return { ...account, multiAssetsMargin, updateTime: at }
}
