import { sum } from '#domain/decimal.ts'
import { metFunding } from '#domain/funding.ts'
import { impossibleFunding } from '#domain/readings.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import { tellBroken } from '#position/sound.ts'

/**
 * Break-even includes funding, which falls due on the full hour. Funding is read (weight 30 per week of
 * history) only when a stop is about to move and a payment may have been made since the last read.
 */
export async function readFunding(context: Context, held: HeldPosition): Promise<void> {
  const { exchange, clock } = context
  const { position } = held
  const now = clock.now()
  const openedAt = position.openedAt ?? position.createdAt
  if (!metFunding(position.fundingReadAt ?? openedAt, now)) return
  const income = await exchange.income(position.symbol, openedAt)
  const paid = income.filter(({ kind }) => kind === 'funding')
  const broken = impossibleFunding(
    position,
    paid.map(({ amount }) => amount),
  )
  // The stop moves with the funding counted so far.
  if (broken.length > 0) return tellBroken(context, held, 'funding', broken)
  const funding = sum(paid.map(({ amount }) => amount)).toFixed()
  await held.write({ ...position, funding, fundingReadAt: now })
  held.note('funding-read', { funding })
}
