import { paint } from '../../terminal/colours.ts'
import { counted } from '../../terminal/counted.ts'
import { moment } from '../../terminal/time.ts'
import { wrapped } from '../../terminal/wrapped.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { AskPaper } from '../connect/beside.ts'
import type { Connection } from '../connect/connection.ts'
import type { Check } from '../doctor/check.ts'
import { evaluationOfPaper } from '../doctor/evaluation.ts'
import { exchangeChecks } from '../doctor/exchange.ts'
import { readAgain } from '../doctor/positions.ts'
import { stackChecks, watchChecks } from '../doctor/stack.ts'

/** Checks everything that trading rests on; says yes only when no check fails. */
export async function doctor(connection: Connection, askPaper?: AskPaper): Promise<Answer> {
  // This comes first: a local market may run faster than the tool's clock, and the other checks take a while.
  const watch = await watchChecks(connection)
  const [exchange, stack, evaluation] = await Promise.all([
    exchangeChecks(connection),
    stackChecks(connection, watch),
    evaluationOfPaper(connection, askPaper),
  ])
  const checks = await readAgain(connection, [...exchange, ...stack, ...evaluation])
  const failures = checks.filter(check => check.state === 'failure').length
  const warnings = checks.filter(check => check.state === 'warning').length
  const now = connection.stack.clock.now()
  const safe = failures === 0
  const isOpen = checks.every(({ check, state }) => check !== 'entries' || state === 'ok')
  const verdict = safe
    ? paint.green(
        `Safe to trade${isOpen ? '' : ' once entries are allowed'}${warnings ? `, with ${counted(warnings, 'warning')}` : ''}.`,
      )
    : paint.red(`Not safe to trade: ${counted(failures, 'failure')}, ${counted(warnings, 'warning')}.`)
  return {
    data: { at: now, safe, checks },
    text: columns =>
      [
        `${moment(now)}, ${connection.stack.name}`,
        ...checks.map(check => line(check, columns)),
        verdict,
      ].join('\n'),
    exitCode: safe ? exitCodes.yes : exitCodes.no,
  }
}

const marks = {
  ok: paint.green('ok      '),
  warning: paint.yellow('warning '),
  failure: paint.red('failure '),
} as const

const margin = ' '.repeat(28)

/** The finding, and below it what to do, both to the right of the check's name. */
function line({ check, state, found, todo }: Check, columns: number): string {
  const told = [found, ...(todo ? [`→ ${todo}`] : [])].map(text => wrapped(text, columns - margin.length))
  return `${marks[state]} ${check.padEnd(18)} ${told.join('\n').replaceAll('\n', `\n${margin}`)}`
}
