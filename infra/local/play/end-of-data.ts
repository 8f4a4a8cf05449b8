import type { CloseMessage } from '#domain/messages.ts'
import type { Clock } from '#ports/clock.ts'
import type { State } from '#ports/state.ts'

/** The running system, as far as this needs it. */
export interface Closable {
  readonly clock: Clock
  idle(): Promise<void>
  invoke(functionLabel: 'close-cleanup', message: CloseMessage): Promise<unknown>
}

/**
 * Closing takes seconds. A close that has not ended after a minute of market time is a failure, which the report
 * shows.
 */
const patienceMs = 60_000

/**
 * Closes open positions when the recording ends, through the same close-cleanup as every other close. Failed closes
 * are retried; when time runs out, the last error is reported.
 */
export async function closeAtTheEnd(
  stack: Closable,
  state: State,
  tell: (line: string) => void,
): Promise<void> {
  const deadline = stack.clock.now() + patienceMs
  const failures = new Map<string, unknown>()
  while (stack.clock.now() < deadline) {
    await stack.idle()
    const { slots } = (await state.account.read()).item
    const positions = Object.values(slots)
    if (positions.length === 0) return
    for (const { positionId } of positions) {
      const message: CloseMessage = { v: 1, positionId, reason: 'end-of-data' }
      failures.delete(positionId)
      await stack.invoke('close-cleanup', message).catch(error => failures.set(positionId, error))
    }
    await stack.clock.sleep(1_000)
  }
  for (const [positionId, error] of failures) tell(`Position ${positionId} could not be closed: ${error}`)
}
