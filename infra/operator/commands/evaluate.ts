import manifest from '../../../package.json' with { type: 'json' }
import { paint } from '../../terminal/colours.ts'
import { moment } from '../../terminal/time.ts'
import { wrapped } from '../../terminal/wrapped.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { AskPaper } from '../connect/beside.ts'
import type { Connection } from '../connect/connection.ts'
import { type Criterion, together, type Verdict } from '../evaluate/criterion.ts'
import { type Asked, gather } from '../evaluate/gather/evidence.ts'
import { judge } from '../evaluate/judge.ts'
import { keepEvaluation } from '../evaluate/kept.ts'
import { readTerms } from '../evaluate/read-terms.ts'
import { allRecords } from '../positions.ts'

export interface EvaluateOptions extends Asked {
  /** The terms' file. */
  readonly terms?: string
}

/** Judges a deployment by the checklist that stands before live, and keeps the result in its table. */
export async function evaluate(
  connection: Connection,
  options: EvaluateOptions,
  askPaper?: AskPaper,
): Promise<Answer> {
  const { terms, told } = readTerms(options.terms)
  const onPaper = askPaper && (() => askPaper(async paper => (await allRecords(paper)).positions))
  const evidence = await gather(connection, terms, options, onPaper)
  const criteria = judge(evidence, terms)
  const verdict = together(criteria)
  const { now: at, from, since, figures } = evidence
  await keepEvaluation(connection, {
    ...{ at, release: manifest.version, verdict },
    criteria: criteria.map(({ criterion, verdict, found }) => ({ criterion, verdict, found })),
  })
  return {
    data: { at, verdict, from, since, criteria, terms: told, figures },
    text: columns =>
      [
        `${moment(at)}, ${connection.stack.name}`,
        ...criteria.map(each => drawn(each, columns)),
        words(verdict, criteria),
      ].join('\n'),
    exitCode: codes[verdict],
  }
}

const codes = { pass: exitCodes.yes, fail: exitCodes.no, 'not yet': exitCodes.notYet } as const

const marks: Readonly<Record<Verdict, string>> = {
  pass: paint.green('pass   '),
  fail: paint.red('fail   '),
  'not yet': paint.yellow('not yet'),
}

const indent = ' '.repeat(23)

function drawn({ criterion, verdict, found, expected, todo }: Criterion, columns: number): string {
  const lines = [`${marks[verdict]}  ${criterion.padEnd(13)} ${found}`]
  if (verdict !== 'pass') lines.push(`${indent}wanted: ${expected}`)
  if (todo) lines.push(`${indent}→ ${todo}`)
  return lines.map(line => wrapped(line, columns, indent)).join('\n')
}

function words(verdict: Verdict, criteria: readonly Criterion[]): string {
  const count = (of: Verdict) => criteria.filter(each => each.verdict === of).length
  const told = `${count('pass')} pass, ${count('fail')} fail, ${count('not yet')} not yet`
  return {
    pass: paint.green(`Every criterion passes (${count('pass')}).`),
    fail: paint.red(`Not good enough: ${told}.`),
    'not yet': paint.yellow(`Too early to tell: ${told}.`),
  }[verdict]
}
