import type { StateValue } from '@aws-sdk/client-cloudwatch'
import { paint } from '../../terminal/colours.ts'
import { table } from '../../terminal/table.ts'
import { moment, span } from '../../terminal/time.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { alarmPrefix, type StackAlarm, shortName, stackAlarms } from '../stack-alarms.ts'

/** Most urgent first. */
const states: Readonly<Record<StateValue, string>> = {
  ALARM: paint.red('! on'),
  INSUFFICIENT_DATA: paint.yellow('no data'),
  OK: paint.green('off'),
}
const order = Object.keys(states)

/** All alarms of the deployment. Those that are on come first, each with what to do. */
export async function alarms(connection: Connection): Promise<Answer> {
  const { stack, deployment } = connection
  const now = stack.clock.now()
  const shown = ({ name }: StackAlarm) => shortName(name, deployment)
  const found = (await stackAlarms(connection)).toSorted(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || shown(a).localeCompare(shown(b)),
  )
  const on = found.filter(({ state }) => state === 'ALARM')
  const head = `${moment(now)}, ${stack.name}`
  const none = `CloudWatch has no alarm of ${alarmPrefix(deployment)}…: deploy the current release.`
  const rows = found.map(alarm => row(alarm, deployment, now))
  return {
    data: { at: now, on: on.length, alarms: found },
    text: columns =>
      found.length === 0
        ? `${head}\n${none}`
        : [
            head,
            table(['alarm', 'is', 'for', 'what to do'], rows, columns),
            `${on.length} of ${found.length} are on.`,
          ].join('\n'),
    exitCode: on.length > 0 || found.length === 0 ? exitCodes.no : exitCodes.yes,
  }
}

const row = ({ name, state, since, words = '—' }: StackAlarm, deployment: string, now: number) => [
  shortName(name, deployment),
  states[state],
  since === undefined ? '—' : span(Math.max(0, now - since)),
  state === 'ALARM' ? words : '—',
]
