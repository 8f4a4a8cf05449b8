import { timing } from '#domain/timing.ts'
import type { SentinelSeen } from '#ports/between-ticks.ts'
import { span } from '../../terminal/time.ts'
import type { Connection } from '../connect/connection.ts'
import { type Check, ok, warning } from './check.ts'

const name = 'sentinel'
const todo = 'look at the sentinel’s log group; the watch looks every ten seconds meanwhile, as without one'

/**
 * State of the sentinel: it hears the account, listens without hearing it, is being started, or is absent though
 * something is open. With nothing open none is needed.
 */
export type Listener = 'hears' | 'deaf' | 'starting' | 'absent' | 'not-wanted'

/** `now` in milliseconds; `open`: number of positions that hold a slot. */
interface At {
  readonly now: number
  readonly open: number
}

/** Whether the deployment has a sentinel. */
export const hasSentinel = ({ stack }: Pick<Connection, 'stack'>): boolean =>
  JSON.parse(stack.outputs.Choices ?? '{}').sentinel === 'true'

/** Whether the deployment's sentinel listens, if it has one. */
export async function listener(connection: Connection): Promise<readonly Check[]> {
  if (!hasSentinel(connection)) return []
  const { stack, state } = connection
  const [seen, account] = await Promise.all([state.sentinel.read(), state.account.read()])
  const open = Object.keys(account.item.slots).length
  return [judged(seen, { now: stack.clock.now(), open })]
}

/** Deaf: it listens, but has not heard the account for as long as the alarm waits. */
export function listenerOf(seen: SentinelSeen | undefined, { now, open }: At): Listener {
  if (open === 0) return 'not-wanted'
  const { until = 0, startingUntil = 0, heldAt } = seen ?? {}
  if (until > now) return heldAt !== undefined && now - heldAt < timing.sentinel.deaf ? 'hears' : 'deaf'
  return startingUntil > now ? 'starting' : 'absent'
}

export function judged(seen: SentinelSeen | undefined, at: At): Check {
  const heldAt = seen?.heldAt
  const age = heldAt === undefined ? undefined : span(Math.max(0, at.now - heldAt))
  switch (listenerOf(seen, at)) {
    case 'not-wanted':
      return ok(name, 'nothing is open: none is needed')
    case 'hears':
      return ok(name, `hears the account, last ${age} ago`)
    case 'deaf':
      return age === undefined
        ? warning(name, 'listens, and has not heard the account yet', todo)
        : warning(name, `listens, and has not heard the account for ${age}`, todo)
    case 'starting':
      return warning(name, 'one is being started', 'ask again in 15 seconds')
    case 'absent':
      return warning(name, 'none listens, and something is open', todo)
  }
}
