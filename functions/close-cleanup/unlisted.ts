import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import { abandonEntry } from '#position/abandon.ts'
import { accountIncomeOf, resultOfIncome } from '#position/account-result.ts'
import { beginClosing } from '#position/begin-closing.ts'
import { countedBefore, recordClosed } from './result.ts'

/** Two complete reads of the account this far apart prove that a position without a listed symbol is gone too. */
const betweenReads = 2_000

/**
 * A position whose symbol the exchange no longer knows (-1121): its row, orders and trades cannot be read. The
 * account as a whole shows that it is gone, and what it paid at the end. Returns whether the position is closed; an
 * entry that never filled is abandoned. Throws until the position is proven gone, and waits until its last payment
 * shows.
 */
export async function settleUnlisted(context: Context, held: HeldPosition): Promise<boolean> {
  const { position } = held
  if (position.state === 'closed') return true
  await proveGone(context, position)
  const moved = await accountIncomeOf(context, position)
  if (position.state === 'entering' && moved.length === 0) {
    await abandonUnlisted(context, held)
    return false
  }
  await beginClosing(context, held, 'external')
  const counting = { counted: await countedBefore(context, position), now: context.clock.now() }
  const ended = resultOfIncome(held.position, moved, counting)
  if (!ended) {
    // The position is closing, so the watch asks again at every look.
    const { id: positionId, symbol } = position
    context.telemetry.info('close-waits', { positionId, symbol, for: 'what its end paid' })
    return false
  }
  await recordClosed(context, held, ended)
  return true
}

async function proveGone({ exchange, clock }: Context, { id, symbol }: Position): Promise<void> {
  for (const pause of [0, betweenReads]) {
    await clock.sleep(pause)
    const { open, unread } = await exchange.positions()
    if (open.some(each => each.symbol === symbol) || unread.includes(symbol))
      throw new Error(`${id} is open although the exchange answers that it knows no ${symbol}`)
  }
}

async function abandonUnlisted(context: Context, held: HeldPosition): Promise<void> {
  const { id, symbol, entry } = held.position
  if (entry.sentAt !== undefined && context.clock.now() - entry.sentAt <= timing.fence)
    throw new Error(`The entry of ${id} could not be resolved yet; it is closed later`)
  await abandonEntry(context, held, {
    reason: 'unknown-symbol',
    detail: `the exchange no longer lists ${symbol}`,
  })
}
