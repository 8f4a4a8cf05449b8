import { timing } from '#domain/timing.ts'
import type { Context } from '#ports/context.ts'
import { ExchangeError } from '#ports/exchange-error.ts'

/**
 * After a ban the watch asks first, because it looks after open positions: work from queues waits one tick longer.
 * Throws an `ExchangeError` that asks to wait; the queue delivers the message again.
 */
export function letTheWatchAskFirst(
  { exchange, clock }: Pick<Context, 'exchange' | 'clock'>,
  call: string,
): void {
  const ban = exchange.rest(clock.now() - timing.watch.tick)
  if (ban?.kind !== 'banned') return
  const rest = { ...ban, until: ban.until + timing.watch.tick }
  throw new ExchangeError(
    { call, retriable: false, rest },
    `nothing from a queue is done until one tick after the ban of this address, at ${new Date(rest.until).toISOString()}`,
  )
}
