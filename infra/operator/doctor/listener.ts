import type { SentinelSeen } from '#ports/between-ticks.ts'
import { span } from '../../terminal/time.ts'
import type { Connection } from '../connect/connection.ts'
import { type Check, ok, warning } from './check.ts'

const name = 'sentinel'
const todo = 'look at the sentinel’s log group; the watch looks every ten seconds meanwhile, as without one'

/** Whether a sentinel listens, where the deployment has one. */
export async function listener({ stack, state }: Connection): Promise<readonly Check[]> {
  if (JSON.parse(stack.outputs.Choices ?? '{}').sentinel !== 'true') return []
  const [seen, account] = await Promise.all([state.sentinel.read(), state.account.read()])
  const open = Object.keys(account.item.slots).length
  return [judged(seen, { now: stack.clock.now(), open })]
}

/** `now` in milliseconds; `open`: how many positions hold a slot. */
export function judged(
  seen: SentinelSeen | undefined,
  { now, open }: { readonly now: number; readonly open: number },
): Check {
  if (open === 0) return ok(name, 'nothing is open: none is wanted')
  const { until = 0, startingUntil = 0, heldAt } = seen ?? {}
  if (until > now && heldAt !== undefined)
    return ok(name, `hears the account, last ${span(Math.max(0, now - heldAt))} ago`)
  if (until > now) return warning(name, 'listens, and has not heard the account yet', todo)
  return startingUntil > now
    ? warning(name, 'one is being started', 'ask again after a quarter of a minute')
    : warning(name, 'none listens, and something is open', todo)
}
