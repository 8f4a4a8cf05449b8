/** One statement of a policy, every reference resolved. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** All of these must hold. */
  readonly conditions: readonly Condition[]
}

/** One of the values must match, literally or as a pattern. */
interface Condition {
  readonly key: string
  readonly values: readonly string[]
  readonly isPattern: boolean
}

/**
 * The known operators, and whether their values are patterns. On AWS, `ForAllValues` also holds if a request lacks
 * the key; here it does not.
 */
const operators: Readonly<Record<string, boolean>> = {
  StringEquals: false,
  'ForAllValues:StringLike': true,
}

/** One action that a caller requests. */
export interface Ask {
  readonly action: string
  readonly resource: string
  /** Values for conditions, by their key. */
  readonly context?: Readonly<Record<string, string>>
}

type Json = Readonly<Record<string, unknown>>

/** Reads a statement of a policy document; throws if it would be judged more laxly here than on AWS. */
export function readStatement(document: unknown): Statement {
  const { Effect, Action, Resource, Condition = {}, ...others } = document as Json
  const unknown = Object.keys(others).filter(key => key !== 'Sid')
  if ((Effect !== 'Allow' && Effect !== 'Deny') || !Action || !Resource || unknown.length > 0)
    throw new Error(
      `the local run judges statements of Effect, Action, Resource and Condition; got ${JSON.stringify(document)}`,
    )
  return {
    effect: Effect,
    actions: listed(Action),
    resources: listed(Resource),
    conditions: Object.entries(Condition as Json).flatMap(([operator, keys]) =>
      conditionsOf(operator, keys as Json),
    ),
  }
}

function conditionsOf(operator: string, keys: Json): readonly Condition[] {
  const isPattern = Object.hasOwn(operators, operator) ? operators[operator] : undefined
  if (isPattern === undefined)
    throw new Error(
      `the local run knows the conditions ${Object.keys(operators).join(', ')}; got ${operator}`,
    )
  return Object.entries(keys).map(([key, values]) => ({ key, values: listed(values), isPattern }))
}

const holds = ({ key, values, isPattern }: Condition, { context }: Ask): boolean => {
  const value = context?.[key]
  return value !== undefined && values.some(each => (isPattern ? matches(each, value) : each === value))
}

/** The statements that concern a request; it is allowed if one allows and none denies. */
export function speakingOf(statements: readonly Statement[], ask: Ask): readonly Statement[] {
  return statements.filter(
    ({ actions, resources, conditions }) =>
      actions.some(action => matches(action.toLowerCase(), ask.action.toLowerCase())) &&
      resources.some(resource => matches(resource, ask.resource)) &&
      conditions.every(condition => holds(condition, ask)),
  )
}

export function isAllowed(statements: readonly Statement[], ask: Ask): boolean {
  const speaking = speakingOf(statements, ask)
  return speaking.length > 0 && speaking.every(({ effect }) => effect === 'Allow')
}

const listed = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [String(value)]

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, text: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text)
}
