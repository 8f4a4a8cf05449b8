/** One statement of a policy, every reference in it answered. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Condition key → the values of which one must be there, word for word. */
  readonly conditions: Readonly<Record<string, readonly string[]>>
}

/** One thing that a caller asks for. */
export interface Ask {
  readonly action: string
  readonly resource: string
  /** What a condition may look at, by its key. */
  readonly context?: Readonly<Record<string, string>>
}

type Json = Readonly<Record<string, unknown>>

/** Reads a statement of a policy document; throws at whatever would be judged more laxly here than on AWS. */
export function readStatement(document: unknown): Statement {
  const { Effect, Action, Resource, Condition = {}, ...others } = document as Json
  const unknown = Object.keys(others).filter(key => key !== 'Sid')
  if ((Effect !== 'Allow' && Effect !== 'Deny') || !Action || !Resource || unknown.length > 0)
    throw new Error(
      `the local run judges statements of Effect, Action, Resource and Condition; got ${JSON.stringify(document)}`,
    )
  const conditions = Object.entries(Condition as Json).map(([operator, keys]) => {
    if (operator !== 'StringEquals')
      throw new Error(`the local run knows the condition StringEquals; got ${operator}`)
    return keys as Json
  })
  return {
    effect: Effect,
    actions: listed(Action),
    resources: listed(Resource),
    conditions: Object.fromEntries(
      conditions.flatMap(keys => Object.entries(keys).map(([key, values]) => [key, listed(values)])),
    ),
  }
}

/** The statements that speak of what is asked for; it is allowed when one allows and none denies. */
export function speakingOf(statements: readonly Statement[], ask: Ask): readonly Statement[] {
  return statements.filter(
    ({ actions, resources, conditions }) =>
      actions.some(action => matches(action.toLowerCase(), ask.action.toLowerCase())) &&
      resources.some(resource => matches(resource, ask.resource)) &&
      Object.entries(conditions).every(([key, values]) => values.includes(ask.context?.[key] ?? '')),
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
