import type { Connection } from '../../connect/connection.ts'
import { inOrder, type Whole } from '../shown/change.ts'
import type { ReadingShown } from '../shown/health.ts'
import type { StackShown } from '../shown/now.ts'
import { accountShown } from './account-shown.ts'
import { alarmsShown, watchShown, weightShown } from './health-shown.ts'
import type { Known } from './known.ts'
import { ordersShown } from './orders-shown.ts'
import { positionsShown } from './position-shown.ts'

export interface Beside {
  readonly stack: StackShown
  readonly reading: readonly ReadingShown[]
  /** Request weight of the last minute. */
  readonly spentByPage: number
}

/** The page's whole state, from the last readings. */
export function wholeOf(connection: Connection, known: Known, beside: Beside): Whole {
  const { stack, configuration, deployment } = connection
  const { table, books, alarms, signals = [] } = known
  const now = stack.clock.now()
  const everySeconds = configuration.checkIntervalSeconds
  // Owners come from the table: without its reading, every order would look like one that nothing asks for.
  const listed = books?.table && ordersShown(deployment, table, books, known.positions)
  return inOrder({
    now: {
      at: now,
      stack: beside.stack,
      reading: [...beside.reading],
      ...(table && {
        account: accountShown(connection, table, known),
        watch: watchShown(table, { now, everySeconds }),
      }),
      ...(alarms && { alarms: alarmsShown(alarms, deployment) }),
      weight: weightShown(known, beside.spentByPage, stack.clock),
      positions: [...positionsShown(table, known)],
      orders: listed?.orders ?? [],
      missing: listed?.missing ?? [],
    },
    signals: [...signals],
    invalidWaiting: known.invalidWaiting ?? 0,
  })
}
