import { type DecimalString, dec } from '#domain/decimal.ts'
import { backupSize, coveringQuantity, partQuantity } from '#domain/exit-size.ts'
import type { LiveOrder, StopOrder } from '#domain/look.ts'
import type { Exit, NewAlgoOrder } from '#domain/orders.ts'
import type { OpenPosition, Position, Rung } from '#domain/position.ts'
import { closingSide } from '#domain/side.ts'
import { backupLimit, loosenToTick, takeProfitTick, tightenToTick } from '#domain/stop-level.ts'

/**
 * A stop as it is sent: primary, backup or bridge, all triggered at the protection's level; `open` is the open
 * quantity that was seen.
 */
export function stopOrder(position: OpenPosition, order: StopOrder, open: DecimalString): NewAlgoOrder {
  const { protection, symbol, side, rules } = position
  const common = { symbol, side: closingSide(side) }
  switch (order) {
    case 'primary':
      return primaryStop(position)
    case 'bridge':
      if (!protection.bridge) throw new Error(`Position ${position.id} has no bridge to place`)
      return {
        ...common,
        type: 'STOP_MARKET',
        triggerPrice: triggerOf(position),
        quantity: coveringQuantity(dec(open), rules).toFixed(),
        clientId: protection.bridge,
      }
    case 'backup': {
      const tick = dec(rules.tickSize)
      const trigger = loosenToTick(side, dec(protection.level), tick)
      return {
        ...common,
        type: 'STOP',
        triggerPrice: trigger.toFixed(),
        quantity: backupSize(protection.backupQuantity, rules).toFixed(),
        price: backupLimit(side, trigger, tick).toFixed(),
        clientId: protection.backup,
      }
    }
    default:
      return order satisfies never
  }
}

/** The stop that closes whatever is open; it needs no quantity, so it can follow an entry at once. */
export function primaryStop(position: Leveled) {
  const { symbol, side, protection } = position
  return {
    symbol,
    side: closingSide(side),
    type: 'STOP_MARKET',
    triggerPrice: triggerOf(position),
    closePosition: true,
    clientId: protection.primary,
  } as const
}

type Leveled = Pick<OpenPosition, 'symbol' | 'side' | 'protection' | 'rules'>

/** The recorded level, on the tick of today. */
const triggerOf = ({ side, protection, rules }: Leveled): DecimalString =>
  tightenToTick(side, dec(protection.level), dec(rules.tickSize)).toFixed()

/** What a rung can still sell: at most the open quantity, in today's steps. */
export const rungQuantity = ({ openQuantity, rules }: OpenPosition, rung: Rung): string =>
  partQuantity(dec(rung.quantity), dec(openQuantity), rules).toFixed()

/** A take-profit at market, reduce-only. */
export function rungOrder(position: OpenPosition, rung: Rung & { readonly clientId: string }) {
  return {
    symbol: position.symbol,
    side: closingSide(position.side),
    type: 'TAKE_PROFIT_MARKET',
    triggerPrice: takeProfitTick(
      position.side,
      dec(rung.triggerPrice),
      dec(position.rules.tickSize),
    ).toFixed(),
    quantity: rung.quantity,
    clientId: rung.clientId,
  } as const satisfies NewAlgoOrder
}

/** Sells `quantity` of the position at market; reduce-only, so it can never open the other side. */
export function reduceAtMarket(
  { symbol, side }: Pick<Position, 'symbol' | 'side'>,
  quantity: DecimalString,
  clientId: string,
): Exit {
  return {
    symbol,
    side: closingSide(side),
    type: 'MARKET',
    reduceOnly: true,
    quantity,
    clientId,
  }
}

/** How an acknowledged order will appear in the open algo book. */
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
