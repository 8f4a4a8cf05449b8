import type { Context } from '#ports/context.ts'

/** The rehearsal is to end here: the operator said so, or it took too long. Cleaning up follows. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** What ends the steps of a rehearsal. */
export interface Ending {
  /** Of the operator. */
  readonly signal: AbortSignal
  /** By the context's clock. */
  readonly until: number
}

/** So soon an interruption is noticed, in ms. */
const slice = 250

/**
 * The same context, which asks the exchange for nothing more and waits for nothing more once the rehearsal is to end. A
 * request that is under way is answered first.
 */
export function interruptible(context: Context, { signal, until }: Ending): Context {
  const { clock } = context
  const goOn = () => {
    if (signal.aborted) throw new Interrupted('it was interrupted')
    if (clock.now() >= until) throw new Interrupted('it took too long')
  }
  const asking = (ask: unknown) => {
    return (...given: readonly unknown[]) => {
      goOn()
      return (ask as (...all: readonly unknown[]) => unknown)(...given)
    }
  }
  const calls = Object.entries(context.exchange).map(([name, ask]) => [name, asking(ask)])
  const exchange = Object.fromEntries(calls) as Context['exchange']
  const sleep = async (ms: number): Promise<void> => {
    const end = clock.now() + ms
    for (let left = ms; left > 0; left = end - clock.now()) {
      goOn()
      await clock.sleep(Math.min(slice, left))
    }
    goOn()
  }
  return { ...context, exchange, clock: { now: clock.now, sleep } }
}
