import { isUpkeep, type SurveyAnswer } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import type { Clock } from '#ports/clock.ts'
import type { State } from '#ports/state.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import type { KeepSentinel } from '#ports/watch.ts'

export interface ListenedContext {
  readonly clock: Clock
  readonly state: Pick<State, 'account'>
  readonly telemetry: Telemetry
  /** Undefined if the deployment has no sentinel. */
  readonly keepSentinel: KeepSentinel | undefined
}

const tooLate = `it took longer than ${timing.sentinel.kept} ms; the next tick tries again`

/**
 * While anything is open a sentinel must listen. If none does, this starts one, also in the run that the executor
 * starts between two ticks. Counts each tick with something open and no sentinel heard from for too long. The tick's
 * looks wait for the survey's answer, so this may delay it only by a moment.
 */
export async function keepListened(context: ListenedContext, answer: SurveyAnswer): Promise<void> {
  const { clock, telemetry, keepSentinel } = context
  if (!keepSentinel || !answer.again) return
  const isLooked = answer.positions.some(row => !isUpkeep(row))
  const kept: KeepSentinel = async () => (isLooked || (await hasSlots(context)) ? keepSentinel() : {})
  const late = clock.sleep(timing.sentinel.kept).then(() => 'late' as const)
  const known = await Promise.race([kept(), late])
  if (known === 'late') return telemetry.error('sentinel-not-started', new Error(tooLate), {})
  const { deafSince } = known
  if (isLooked && deafSince !== undefined && clock.now() - deafSince >= timing.sentinel.deaf)
    telemetry.count('SentinelDeaf')
}

/** For a run that does not look at the tick; a run also goes on after a close, when there is nothing to listen for. */
async function hasSlots({ state, telemetry }: ListenedContext): Promise<boolean> {
  try {
    return Object.keys((await state.account.read()).item.slots).length > 0
  } catch (error) {
    telemetry.error('sentinel-not-started', error, {})
    return false
  }
}
