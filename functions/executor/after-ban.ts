import { timing } from '#domain/timing.ts'
import { ExchangeError } from '#exchange/failure.ts'
import type { ExecutorDesk } from './executor-desk.ts'

/**
 * After a ban the first to ask is the watch, who looks after what is open: entries wait one tick longer. Throws an
 * `ExchangeError` that asks to wait; the queue delivers the signal again.
 */
export function letTheWatchAskFirst({ exchange, clock }: ExecutorDesk, symbol: string): void {
  const ban = exchange.rest(clock.now() - timing.watch.tick)
  if (ban?.kind !== 'banned') return
  const rest = { ...ban, until: ban.until + timing.watch.tick }
  throw new ExchangeError(
    { call: 'openPosition', symbol, retriable: false, rest },
    `nothing is entered until one tick after the ban of this address, at ${new Date(rest.until).toISOString()}`,
  )
}
