import { publicKlines } from '#binance/public-klines.ts'
import { timing } from '#domain/timing.ts'
import type { Clock } from '#ports/clock.ts'
import type { Venue } from '#ports/configuration.ts'
import type { Klines } from '#ports/klines.ts'
import { binanceEndpoint } from '#settings/binance-endpoint.ts'
import type { Environment } from '#settings/configuration.ts'
import { stackVariables } from '#settings/stack-variables.ts'

/** Past prices of the traded venue: paper's are live's, and in a run on this machine the recorded ones. */
export function venueKlines(environment: Environment, venue: Venue, clock: Clock): Klines {
  const recorded = environment[stackVariables.paperFeedUrl] || undefined
  const endpoint = venue === 'paper' ? recorded : binanceEndpoint(environment, venue)
  return publicKlines({ venue, clock, endpoint, timeoutMs: timing.functions.ruleSignals.request })
}
