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

const tooLate = `it took longer than ${timing.sentinel.kept} ms; the next tick tries again`

/**
 * While anything is open a sentinel listens, where the deployment has one: else one is started, also by the run that the
 * executor starts in the middle of a tick. A tick with something open and nothing heard for too long is counted.
 */
export async function keepListened(
  { clock, telemetry, keepSentinel }: ListenedContext,
  { positions, again }: SurveyAnswer,
): Promise<void> {
  if (!again) return
  const late = clock.sleep(timing.sentinel.kept).then(() => 'late' as const)
  const kept = await Promise.race([keepSentinel(), late])
  // The looks of this tick wait for the answer: what adds to them keeps none of them waiting.
  if (kept === 'late') return telemetry.error('sentinel-not-started', new Error(tooLate), {})
  const { deafSince } = kept
  const isLooked = positions.some(row => !isUpkeep(row))
  if (isLooked && deafSince !== undefined && clock.now() - deafSince >= timing.sentinel.deaf)
    telemetry.count('SentinelDeaf')
}
