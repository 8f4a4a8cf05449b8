import { span } from '../../terminal/time.ts'
import type { AskPaper } from '../connect/beside.ts'
import type { Connection } from '../connect/connection.ts'
import { type KeptEvaluation, lastEvaluation } from '../evaluate/kept.ts'
import { type Check, ok, warning } from './check.ts'

const name = 'paper evaluated'
const todo = 'evaluate paper before live grows: qt evaluate --env paper'

/** The result of paper's last evaluation. It informs live and makes it no less safe. */
export async function evaluationOfPaper(
  { configuration, stack }: Pick<Connection, 'configuration' | 'stack'>,
  askPaper: AskPaper | undefined,
): Promise<readonly Check[]> {
  if (configuration.venue !== 'live' || !askPaper) return []
  try {
    const paper = await askPaper(async it => ({ last: await lastEvaluation(it) }))
    return [
      paper ? judged(paper.last, stack.clock.now()) : warning(name, 'there is no paper stack here', todo),
    ]
  } catch (error) {
    return [warning(name, `it cannot be read: ${(error as Error).message}`, todo)]
  }
}

export function judged(last: KeptEvaluation | undefined, now: number): Check {
  if (!last) return warning(name, 'it was never evaluated', todo)
  const { verdict, at, release, criteria } = last
  const when = `${span(Math.max(0, now - at))} ago, by ${release}`
  if (verdict === 'pass') return ok(name, `passed ${when}`)
  const against = criteria.filter(each => each.verdict !== 'pass')
  const which = against.map(each => `${each.criterion} (${each.verdict})`).join(', ')
  return warning(name, `${verdict} ${when}: ${which}`, todo)
}
