import type { CloseMessage } from '#domain/messages.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import { PositionBusy } from '#position/lease.ts'

/** Another writer is at the position, or the exchange asks to wait: no failure, it is tried again later. */
const isPutOff = (error: unknown): error is Error => error instanceof PositionBusy || isAskedToWait(error)

/** Tells of a close that failed, and counts it; not of one that is put off. Both are thrown: they are tried again. */
export async function tellFailure(
  telemetry: Telemetry,
  { positionId, reason }: CloseMessage,
  close: () => Promise<void>,
): Promise<void> {
  try {
    await close()
  } catch (error) {
    if (!isPutOff(error)) {
      telemetry.error('close-failed', error, { positionId, reason })
      telemetry.count('CloseFailed')
    }
    throw error
  }
}

/** Closes what the watch tells to close. What is put off ends well, without an alarm: the next tick tells it again. */
export async function atTick(
  telemetry: Telemetry,
  { positionId, reason }: CloseMessage,
  close: () => Promise<void>,
): Promise<void> {
  try {
    await close()
  } catch (error) {
    if (!isPutOff(error)) throw error
    telemetry.info('close-put-off', { positionId, reason, because: error.message })
  }
}
