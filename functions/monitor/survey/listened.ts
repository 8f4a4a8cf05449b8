import { isUpkeep, type SurveyAnswer } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import type { Clock } from '#ports/clock.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import type { KeepSentinel } from '#ports/watch.ts'

export interface ListenedContext {
  readonly clock: Clock
  readonly telemetry: Telemetry
  readonly keepSentinel: KeepSentinel
}

/**
 * While anything is open a sentinel listens, where the deployment has one: else one is started, also by the run that the
 * executor starts in the middle of a tick. A tick with something open and nothing heard for too long is counted.
 */
export async function keepListened(
  { clock, telemetry, keepSentinel }: ListenedContext,
  { positions, again }: SurveyAnswer,
): Promise<void> {
  if (!again) return
  const { deafSince } = await keepSentinel()
  const isLooked = positions.some(row => !isUpkeep(row))
  if (isLooked && deafSince !== undefined && clock.now() - deafSince >= timing.sentinel.deaf)
    telemetry.count('SentinelDeaf')
}
