import { orderBudget, ordersOf, orderWindow } from '#domain/order-budget.ts'
import type { MoveContext } from './move-context.ts'

/**
 * Whether an improvement may send its orders now. A position that has to wait keeps the stop that it has, and asks
 * again at the next tick.
 */
export async function mayImprove(
  { context, held }: MoveContext,
  what: keyof typeof ordersOf,
): Promise<boolean> {
  const window = orderWindow(context.clock.now())
  const may = await context.state.orders.reserve(window, ordersOf[what], orderBudget.improvements)
  if (!may) held.note('improvement-waits', { what, because: 'too many orders in these 10 s' })
  return may
}
