import type { Rest } from '#domain/rest.ts'
import type { Clock } from '#ports/clock.ts'
import type { State } from '#ports/state.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import type { Listening, VenueStream } from '#ports/venue-stream.ts'
import type { StartSentinel, WakeWatch } from '#ports/watch.ts'

/** What listening needs. It can hear the exchange, but send it nothing. */
export interface SentinelContext {
  readonly clock: Clock
  readonly state: Pick<State, 'account' | 'positions' | 'sentinel'>
  readonly telemetry: Telemetry
  readonly stream: VenueStream
  readonly wakeWatch: WakeWatch
  readonly startSentinel: StartSentinel
  /** Identifies this sentinel. */
  readonly holder: string
  /**
   * The exchange's current requests to wait, as the functions of the same address noted them. If they cannot be read,
   * the exchange itself will say.
   */
  rests(): Promise<readonly Rest[]>
  /**
   * At each beat: counts the weight spent, shares the exchange's requests to wait with the functions of the same
   * address, and flushes the metrics, because an invocation lasts a quarter of an hour.
   */
  report(listening: Pick<Listening, 'rest' | 'heed' | 'drainUsage'>): Promise<void>
}
