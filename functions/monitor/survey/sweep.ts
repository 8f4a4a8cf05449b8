import type { Account } from '#ports/state.ts'
import { standingOrders } from '#position/standing-orders.ts'
import { inTime } from './in-time.ts'
import type { SurveyContext } from './survey-context.ts'

/**
 * For how many ticks after a close the watch searches for the position's orders: a late request may leave one within
 * 5 s.
 */
const ticks = 6

/**
 * Cancels our own orders on just-closed symbols, one by one: a stop that was under way during the clean-up
 * may have arrived since (weight 2 per symbol).
 */
export async function sweepClosed(
  context: SurveyContext,
  account: Account,
  intervalMs: number,
): Promise<void> {
  const symbols = closedLately(account, context.clock.now(), intervalMs)
  await Promise.all(
    symbols.map(symbol =>
      inTime(context, { name: 'sweep', symbol, otherwise: undefined }, () => sweep(context, symbol)),
    ),
  )
  if (context.exchange.rest()) await sweepLater(context, symbols)
}

/** The exchange asks to wait: the count of ticks that search for left orders starts again. */
export async function sweepLater({ state, clock }: SurveyContext, symbols: readonly string[]): Promise<void> {
  if (symbols.length === 0) return
  const now = clock.now()
  await state.account.update(account => {
    if (symbols.every(symbol => account.unswept?.[symbol] === now)) return undefined
    const unswept = { ...account.unswept, ...Object.fromEntries(symbols.map(symbol => [symbol, now])) }
    return { ...account, unswept }
  })
}

/** Symbols whose last position closed so recently that one of its orders may still arrive. */
export const closedLately = (
  { lastClosed, unswept = {}, slots }: Account,
  now: number,
  intervalMs: number,
): readonly string[] =>
  Object.entries({ ...lastClosed, ...unswept })
    .filter(
      ([symbol, at]) => !slots[symbol] && now - Math.max(at, lastClosed[symbol] ?? 0) <= ticks * intervalMs,
    )
    .map(([symbol]) => symbol)

async function sweep(
  { exchange, state, telemetry, deployment }: SurveyContext,
  symbol: string,
): Promise<void> {
  const own = (await standingOrders(exchange, symbol)).filter(({ owner }) => owner?.deployment === deployment)
  if (own.length === 0) return
  // The orders were read before the slot: an order of a just-opened position is not swept.
  const current = (await state.account.read()).item.slots[symbol]
  const left = own.filter(({ owner }) => owner?.positionId !== current?.positionId)
  for (const { clientId, cancel } of left) {
    const { outcome } = await cancel()
    telemetry.warn('order-swept', { symbol, clientId, outcome })
    telemetry.count('OrderSwept')
  }
}
