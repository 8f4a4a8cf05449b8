import { type Dec, dec } from '#domain/decimal.ts'
import type { OrderSide } from '#domain/side.ts'
import type { PositionRecord } from '../records.ts'
import { flatPosition } from './positions.ts'

/** Wallet amounts have eight decimals. */
export const money = (amount: Dec): Dec => amount.toDecimalPlaces(8)

export interface PositionFill {
  readonly side: OrderSide
  readonly quantity: Dec
  readonly price: Dec
  readonly time: number
  /** Fees paid, positive; they count towards the position's break-even. */
  readonly commission: Dec
}

export interface PositionChange {
  readonly position: PositionRecord
  readonly realizedPnl: Dec
}

/**
 * One-way position arithmetic. Fills in the position's direction average the entry. Fills against it realise PnL at
 * that entry; any quantity beyond zero opens the other direction at the fill's price. An isolated position sets aside
 * its initial margin and releases it in proportion.
 */
export function applyFill(
  before: PositionRecord,
  fill: PositionFill,
  margin: { readonly isolated: boolean; readonly leverage: number },
): PositionChange {
  const held = dec(before.quantity)
  const signed = fill.side === 'BUY' ? fill.quantity : fill.quantity.negated()
  const after = held.plus(signed)
  const initialMargin = (quantity: Dec) =>
    margin.isolated ? money(quantity.abs().times(fill.price).div(margin.leverage)) : dec(0)

  if (held.isZero() || held.isPositive() === signed.isPositive()) {
    const entry = held.abs().times(before.entryPrice).plus(fill.quantity.times(fill.price)).div(after.abs())
    return {
      realizedPnl: dec(0),
      position: {
        quantity: after.toFixed(),
        entryPrice: entry.toDecimalPlaces(20).toFixed(),
        isolatedWallet: dec(before.isolatedWallet).plus(initialMargin(signed)).toFixed(),
        carried: dec(before.carried).minus(fill.commission).toFixed(),
        openedAt: held.isZero() ? fill.time : before.openedAt,
        updateTime: fill.time,
      },
    }
  }

  const closed = signed.abs().gt(held.abs()) ? held.abs() : signed.abs()
  const direction = held.isPositive() ? 1 : -1
  const realizedPnl = money(fill.price.minus(before.entryPrice).times(closed).times(direction))
  if (after.isZero()) return { realizedPnl, position: flatPosition(fill.time) }
  if (after.isPositive() === held.isPositive()) {
    const keeps = after.abs().div(held.abs())
    return {
      realizedPnl,
      position: {
        ...before,
        quantity: after.toFixed(),
        isolatedWallet: money(keeps.times(before.isolatedWallet)).toFixed(),
        carried: dec(before.carried).plus(realizedPnl).minus(fill.commission).toFixed(),
        updateTime: fill.time,
      },
    }
  }
  return {
    realizedPnl,
    position: {
      quantity: after.toFixed(),
      entryPrice: fill.price.toFixed(),
      isolatedWallet: initialMargin(after).toFixed(),
      carried: fill.commission.negated().toFixed(),
      openedAt: fill.time,
      updateTime: fill.time,
    },
  }
}

/** Unrealised PnL at a price. */
export const pnlAt = (position: PositionRecord, price: Dec | string): Dec =>
  dec(price).minus(position.entryPrice).times(position.quantity)

/** The exit price that would make up for realised PnL, fees and funding so far (without the fee of the exit itself). */
export function breakEvenPrice(position: PositionRecord): Dec {
  const quantity = dec(position.quantity)
  if (quantity.isZero()) return dec(0)
  return dec(position.entryPrice).minus(dec(position.carried).div(quantity))
}
