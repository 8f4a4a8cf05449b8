import type { Clock } from '#ports/clock.ts'
import type { Exchange } from '#ports/exchange.ts'
import type { Telemetry } from '#ports/telemetry.ts'

export interface CountedContext {
  readonly exchange: Pick<Exchange, 'rest' | 'drainUsage'>
  readonly clock: Clock
  readonly telemetry: Telemetry
}

/**
 * Runs one invocation, and counts its request weight and orders, unless `work` counted them; and that the exchange
 * asked to wait.
 */
export async function counted<T>(
  { exchange, clock, telemetry }: CountedContext,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = clock.now()
  try {
    return await work()
  } finally {
    const rest = exchange.rest(startedAt)
    if (rest) telemetry.count(rest.kind === 'banned' ? 'Banned' : 'RateLimited')
    const { weight, usedWeightPerMinute } = exchange.drainUsage()
    if (weight > 0) telemetry.count('RequestWeight', weight)
    if (usedWeightPerMinute !== undefined) telemetry.count('UsedWeight', usedWeightPerMinute)
  }
}
