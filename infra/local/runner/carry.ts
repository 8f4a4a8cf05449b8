import type { Instants } from './clock.ts'
import type { Order } from './timers.ts'

/**
 * A call to what is outside: it takes effect once its way there is over, and is heard as long after. Calls that arrive
 * at one instant take effect by their order: the function, its invocation, the number of its call.
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

/** What takes no time happens at once, in the order of the turns that it belongs to. */
const onTheWay = (clock: Instants, ms: number, order: Order): false | Promise<void> =>
  ms > 0 && new Promise<void>(resolve => clock.at(clock.now() + ms, resolve, order))
