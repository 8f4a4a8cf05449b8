import type { Instants } from './clock.ts'
import type { Order } from './timers.ts'

/**
 * A call to the outside takes effect once it has arrived, and its answer takes as long to come back. Calls that
 * arrive at one instant take effect in order of function, invocation and call number.
 */
export async function carry<T>(
  clock: Instants,
  wayMs: number,
  order: Order,
  effect: () => Promise<T>,
): Promise<T> {
  await onTheWay(clock, wayMs, order)
  const answer = await clock.within(effect, order)
  await onTheWay(clock, wayMs, order)
  return answer
}

/** Calls that take no time happen at once, in the order of their turns. */
const onTheWay = (clock: Instants, ms: number, order: Order): false | Promise<void> =>
  ms > 0 && new Promise<void>(resolve => clock.at(clock.now() + ms, resolve, order))
