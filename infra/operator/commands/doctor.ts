import { paint } from '../../terminal/colours.ts'
import { moment } from '../../terminal/time.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { AskPaper } from '../connect/beside.ts'
import type { Connection } from '../connect/connection.ts'
import type { Check } from '../doctor/check.ts'
import { evaluationOfPaper } from '../doctor/evaluation.ts'
import { exchangeChecks } from '../doctor/exchange.ts'
import { stackChecks, watchChecks } from '../doctor/stack.ts'

/** Looks at everything that trading rests on; says yes only where nothing fails. */
export async function doctor(connection: Connection, askPaper?: AskPaper): Promise<Answer> {
  // First: a local market may be faster than the tool's clock, and all else takes this machine its time.
  const watch = await watchChecks(connection)
  const [exchange, stack, evaluation] = await Promise.all([
    exchangeChecks(connection),
    stackChecks(connection, watch),
    evaluationOfPaper(connection, askPaper),
  ])
  const checks = [...exchange, ...stack, ...evaluation]
  const failures = checks.filter(check => check.state === 'failure').length
  const warnings = checks.filter(check => check.state === 'warning').length
  const now = connection.stack.clock.now()
  const safe = failures === 0
  const verdict = safe
    ? paint.green(`Safe to trade${warnings ? `, with ${counted(warnings, 'warning')}` : ''}.`)
    : paint.red(`Not safe to trade: ${counted(failures, 'failure')}, ${counted(warnings, 'warning')}.`)
  return {
    data: { at: now, safe, checks },
    text: [`${moment(now)}, ${connection.stack.name}`, ...checks.map(line), verdict].join('\n'),
    exitCode: safe ? exitCodes.yes : exitCodes.no,
  }
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

const marks = {
  ok: paint.green('ok      '),
  warning: paint.yellow('warning '),
  failure: paint.red('failure '),
} as const

const line = ({ check, state, found, todo }: Check) =>
  `${marks[state]} ${check.padEnd(18)} ${found}${todo ? `\n${' '.repeat(28)}→ ${todo}` : ''}`
