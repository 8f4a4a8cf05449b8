import { sum } from '#domain/decimal.ts'
import type { Desk, HeldPosition } from '#protection/desk.ts'

const hour = 3_600_000

/**
 * Break-even includes funding, which is paid on the full hour. It is read (weight 30) only when a stop is
 * about to move and a full hour has passed since it was last read.
 */
export async function readFunding({ exchange, clock }: Desk, held: HeldPosition): Promise<void> {
  const { position } = held
  const now = clock.now()
  const readAt = position.fundingReadAt ?? position.openedAt ?? position.createdAt
  if (Math.floor(readAt / hour) === Math.floor(now / hour)) return
  const payments = await exchange.funding(position.symbol, position.openedAt ?? position.createdAt)
  const funding = sum(payments.map(payment => payment.amount)).toFixed()
  await held.write({ ...position, funding, fundingReadAt: now })
  held.note('funding-read', { funding })
}
