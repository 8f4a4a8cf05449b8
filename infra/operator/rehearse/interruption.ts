import type { Context } from '#ports/context.ts'

/** The rehearsal must end here: the operator said so, or it took too long. Cleaning up follows. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** What ends a rehearsal's steps. */
export interface Ending {
  /** The operator's signal. */
  readonly signal: AbortSignal
  /** Deadline by the context's clock. */
  readonly until: number
}

/**
 * The same context, but once the rehearsal must end it sends no more requests and no longer waits. A request under way
 * is still answered.
 */
export function interruptible(context: Context, { signal, until }: Ending): Context {
  const { clock } = context
  const goOn = () => {
    if (signal.aborted) throw new Interrupted('it was interrupted')
    if (clock.now() >= until) throw new Interrupted('it took too long')
  }
  const exchange = Object.fromEntries(
    Object.entries(context.exchange).map(([name, ask]) => [
      name,
      (...given: unknown[]) => {
        goOn()
        return (ask as (...all: unknown[]) => unknown)(...given)
      },
    ]),
  ) as unknown as Context['exchange']
  return {
    ...context,
    exchange,
    clock: { now: clock.now, sleep: ms => sleepUnless(signal, clock.sleep(ms), goOn) },
  }
}

async function sleepUnless(signal: AbortSignal, sleep: Promise<void>, goOn: () => void): Promise<void> {
  goOn()
  const { promise: aborted, resolve } = Promise.withResolvers<void>()
  const wake = () => resolve()
  signal.addEventListener('abort', wake)
  await Promise.race([sleep, aborted])
  signal.removeEventListener('abort', wake)
  goOn()
}
