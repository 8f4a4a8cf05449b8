import { paint } from '../../local/show/colours.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { Check } from '../doctor/check.ts'
import { exchangeChecks } from '../doctor/exchange.ts'
import { stackChecks } from '../doctor/stack.ts'
import type { Room } from '../room.ts'
import { moment } from '../show/time.ts'

/** Looks at everything that trading rests on; says yes only where nothing fails. */
export async function doctor(room: Room): Promise<Answer> {
  const [exchange, stack] = await Promise.all([exchangeChecks(room), stackChecks(room)])
  const checks = [...exchange, ...stack]
  const failures = checks.filter(check => check.state === 'failure').length
  const warnings = checks.filter(check => check.state === 'warning').length
  const now = room.connection.clock.now()
  const safe = failures === 0
  const verdict = safe
    ? paint.green(`Safe to trade${warnings ? `, with ${counted(warnings, 'warning')}` : ''}.`)
    : paint.red(`Not safe to trade: ${counted(failures, 'failure')}, ${counted(warnings, 'warning')}.`)
  return {
    data: { at: now, safe, checks },
    text: [`${moment(now)}, ${room.connection.name}`, ...checks.map(line), verdict].join('\n'),
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
