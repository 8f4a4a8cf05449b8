import type { Connection } from '../connect/connection.ts'
import { shortName, stackAlarms } from '../stack-alarms.ts'
import { type Check, failure, ok, warning } from './check.ts'

/** Alarms that any stranger who knows an address can set off while nothing of ours is wrong. */
const strangers: ReadonlySet<string> = new Set(['TokenRefused'])

/** The stack's alarms that are on, each with its own advice. */
export async function alarms(connection: Connection): Promise<readonly Check[]> {
  const ringing = await stackAlarms(connection, 'ALARM')
  return ringing.length === 0
    ? [ok('alarms', 'none is on')]
    : ringing.map(({ name, words = 'look at it in the CloudWatch console' }) => {
        const alarm = shortName(name, connection.deployment)
        return (strangers.has(alarm) ? warning : failure)('alarms', alarm, words)
      })
}
