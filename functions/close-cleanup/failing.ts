import type { CloseMessage } from '#domain/messages.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import { PositionBusy } from '#position/lease.ts'

/**
 * Another writer has the position, or the exchange asks to wait: this is not a failure, and the close is tried again
 * later.
 */
const isPutOff = (error: unknown): error is Error => error instanceof PositionBusy || isAskedToWait(error)

/** Logs and counts a failed close, but not one that is put off. Throws both, so that they are tried again. */
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

/** Closes what the watch asks to close. A close that is put off ends without an alarm: the next tick asks again. */
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
