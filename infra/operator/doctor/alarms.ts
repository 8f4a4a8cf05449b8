import type { Connection } from '../connect/connection.ts'
import { shortName, stackAlarms } from '../stack-alarms.ts'
import { type Check, failure, ok } from './check.ts'

/** Which of the stack's alarms go off, each with its own words on what to do. */
export async function alarms(connection: Connection): Promise<readonly Check[]> {
  const ringing = await stackAlarms(connection, 'ALARM')
  return ringing.length === 0
    ? [ok('alarms', 'none is on')]
    : ringing.map(({ name, words = 'look at it in the CloudWatch console' }) =>
        failure('alarms', shortName(name, connection.deployment), words),
      )
}
