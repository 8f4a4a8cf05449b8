import type { Account } from '#ports/state.ts'
import { type StandingOrder, standingOrders } from '#position/standing-orders.ts'
import { takeSlot } from './adoption/adopt.ts'
import { inTime } from './in-time.ts'
import type { SurveyContext } from './survey-context.ts'

/** How often all orders of the account are searched while something is open: that weighs 80. */
const everyMs = 600_000

/** Whether it is time to search them: with nothing open at each tick, which is once a minute. */
export const areLeftOrdersDue = (tick: number, live: boolean): boolean => !live || tick % everyMs === 0

/**
 * Handles our orders on symbols without a slot. Their position may have lost its slot and been closed before the
 * watch saw it open: the slot is taken back, so that the position is settled and cleaned up like any other. Orders of
 * a position that is over, or of no known one, are cancelled one by one. Returns the account as it then is.
 */
export async function takeLeftOrders(
  context: SurveyContext,
  account: Account,
  { open, lookedAt }: { readonly open: readonly string[]; readonly lookedAt: number },
): Promise<Account> {
  const work = { name: 'left orders', symbol: 'all', otherwise: undefined }
  await inTime(context, work, async () => {
    const { exchange, deployment } = context
    const left = (await standingOrders(exchange)).flatMap(order => {
      const { symbol, owner } = order
      const free = !account.slots[symbol] && !open.includes(symbol)
      return owner?.deployment === deployment && free ? [{ ...order, positionId: owner.positionId }] : []
    })
    for (const order of left) await takeLeftOrder(context, order, lookedAt)
  })
  return (await context.state.account.read()).item
}

interface LeftOrder extends StandingOrder {
  readonly positionId: string
}

async function takeLeftOrder(context: SurveyContext, order: LeftOrder, lookedAt: number): Promise<void> {
  const { symbol, clientId, positionId, cancel } = order
  // The orders were read before the slot: a just-opened position's order must not be taken.
  if ((await context.state.account.read()).item.slots[symbol]) return
  const position = (await context.state.positions.read(positionId))?.item
  if (position && position.state !== 'closed' && position.state !== 'abandoned') {
    const { openQuantity: quantity = position.entry.quantity } = position
    const taken = await takeSlot(context, position, {
      open: { quantity, entryPrice: position.entryPrice },
      lookedAt,
    })
    if (taken) context.telemetry.warn('slot-taken-back', { positionId, symbol, by: clientId })
    return
  }
  const { outcome } = await cancel()
  context.telemetry.warn('order-swept', { symbol, clientId, outcome })
  context.telemetry.count('OrderSwept')
}
