import * as z from 'zod'
import type { Method, Protection } from '#domain/protections/locks.ts'
import { jsonText } from './json-text.ts'
import { parameters, protectionOf } from './protection-parameters.ts'

/** More would not fit into a function's environment variables. */
const mostProtections = 10
const methods = Object.keys(parameters) as readonly Method[]

/** freqtrade's list of protections, as JSON. */
export function protectionsBy(purpose: string) {
  return jsonText
    .pipe(
      z
        .array(z.looseObject({ method: z.string() }))
        .max(mostProtections)
        .transform(read),
    )
    .prefault('[]')
    .meta({
      allowed: `JSON of freqtrade's list of protections, up to ${mostProtections}, like [{"method":"StoplossGuard","lookback_period":60,"trade_limit":4,"stop_duration":60}], in minutes; a method is ${methods.join(', ')}`,
      preset: '[]',
      purpose,
    })
}

type Given = Readonly<Record<string, unknown>>

function read(
  list: readonly (Given & { readonly method: string })[],
  context: z.RefinementCtx,
): readonly Protection[] {
  return list.flatMap(({ method, ...given }, index) => {
    const problems = isMethod(method)
      ? problemsOf(method, given).map(problem => `${method}: ${problem}`)
      : [`expected a method of ${methods.join(', ')}, got ${JSON.stringify(method)}`]
    for (const message of problems)
      context.addIssue({ code: 'custom', message, path: [index], params: { inWords: true } })
    return isMethod(method) && problems.length === 0 ? [protectionOf(method, given)] : []
  })
}

const isMethod = (name: string): name is Method => Object.hasOwn(parameters, name)

function problemsOf(method: Method, given: Given): readonly string[] {
  const { shape } = parameters[method]
  const candles = Object.keys(given).filter(name => name.endsWith('_candles'))
  const inCandles = candles.map(name => {
    const inMinutes = name.replace(/_candles$/, '')
    return `${name} cannot be, because there are no candles here; write ${inMinutes}, in minutes`
  })
  const both =
    'stop_duration' in given && 'unlock_at' in given
      ? ['expected one of stop_duration and unlock_at, got both']
      : []
  const issues = parameters[method].safeParse(given).error?.issues ?? []
  const others = issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.filter(name => !candles.includes(name)).map(name => unknown(name, shape))
      : [unexpected(String(issue.path[0]), shape, given)],
  )
  return [...inCandles, ...both, ...others]
}

const unknown = (name: string, shape: object): string =>
  `it has no ${name}; it has ${Object.keys(shape).join(', ')}`

const unexpected = (name: string, shape: Readonly<Record<string, z.ZodType>>, given: Given): string =>
  `${name}: expected ${shape[name]?.meta()?.expected}, got ${JSON.stringify(given[name])}`
