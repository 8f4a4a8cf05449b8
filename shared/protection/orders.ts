import { type DecimalString, dec } from '#domain/decimal.ts'
import type { Rung } from '#domain/position.ts'
import type { LiveOrder, OpenPosition, StopOrder } from '#domain/protection.ts'
import { closingSide } from '#domain/side.ts'
import { backupLimit } from '#domain/stop-level.ts'
import type { NewAlgoOrder, NewOrder } from '#exchange/port.ts'

/** A stop as it is sent: primary, backup or bridge, all triggered at the protection's level; `open` is what was seen open. */
export function stopOrder(position: OpenPosition, order: StopOrder, open: DecimalString): NewAlgoOrder {
  const { protection, symbol, side } = position
  const common = { symbol, side: closingSide(side), triggerPrice: protection.level }
  switch (order) {
    case 'primary':
      return primaryStop(position)
    case 'bridge':
      if (!protection.bridge) throw new Error(`Position ${position.id} has no bridge to place`)
      return {
        ...common,
        type: 'STOP_MARKET',
        quantity: open,
        clientId: protection.bridge,
      }
    case 'backup':
      return {
        ...common,
        type: 'STOP',
        quantity: protection.backupQuantity,
        price: backupLimit(side, dec(protection.level), dec(position.rules.tickSize)).toFixed(),
        clientId: protection.backup,
      }
    default:
      return order satisfies never
  }
}

/** The stop that closes whatever is open; it needs no quantity, so it can follow an entry at once. */
export function primaryStop({
  symbol,
  side,
  protection,
}: Pick<OpenPosition, 'symbol' | 'side' | 'protection'>) {
  return {
    symbol,
    side: closingSide(side),
    type: 'STOP_MARKET',
    triggerPrice: protection.level,
    closePosition: true,
    clientId: protection.primary,
  } as const
}

/** What a rung can still sell: at most what is open. */
export const rungQuantity = (position: OpenPosition, rung: Rung): string =>
  dec(rung.quantity).gt(position.openQuantity) ? position.openQuantity : rung.quantity

/** A take-profit at market, reduce-only. */
export function rungOrder(position: OpenPosition, rung: Rung & { readonly clientId: string }): NewAlgoOrder {
  return {
    symbol: position.symbol,
    side: closingSide(position.side),
    type: 'TAKE_PROFIT_MARKET',
    triggerPrice: rung.triggerPrice,
    quantity: rung.quantity,
    clientId: rung.clientId,
  }
}

/** Sells `quantity` of the position at market; reduce-only, so it can never open the other side. */
export function reduceAtMarket(position: OpenPosition, quantity: string, clientId: string): NewOrder {
  return {
    symbol: position.symbol,
    side: closingSide(position.side),
    type: 'MARKET',
    reduceOnly: true,
    quantity,
    clientId,
  }
}

/** What an acknowledged order will look like once it is read in the open algo book. */
export function acknowledged(order: NewAlgoOrder): LiveOrder {
  return {
    clientId: order.clientId,
    type: order.type,
    triggerPrice: order.triggerPrice,
    quantity: 'quantity' in order ? order.quantity : '0',
    closePosition: 'closePosition' in order,
    seen: false,
  }
}
