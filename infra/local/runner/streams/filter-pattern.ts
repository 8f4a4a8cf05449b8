/** Whether a filter of an event source mapping lets a record through. */
export type Filter = (record: unknown) => boolean

type Json = Readonly<Record<string, unknown>>
type Test = (value: unknown) => boolean

/** Lambda's limit for one pattern, in characters. */
const longest = 4_096

/**
 * Parses a filter of an event source mapping, in EventBridge's pattern language. Throws if it is invalid, or would be
 * evaluated differently on AWS. Supported: texts, numbers, booleans and null, `prefix`, `suffix`,
 * `equals-ignore-case`, `anything-but`, `exists`, and `$or` over patterns.
 */
export function readFilter(text: string): Filter {
  if (text.length > longest)
    throw unknown(text, `has ${text.length} characters; Lambda takes at most ${longest}`)
  const pattern = parsed(text)
  if (!isObject(pattern)) throw unknown(text, 'is not an object')
  return patternOf(pattern, text)
}

/** A record passes if one filter lets it, or there are no filters. */
export const anyOf =
  (filters: readonly Filter[]): Filter =>
  record =>
    filters.length === 0 || filters.some(filter => filter(record))

function patternOf({ $or: either, ...fields }: Json, text: string): Filter {
  const tests = Object.entries(fields).map(([name, under]) => [name, fieldOf(under, text)] as const)
  const others = either === undefined ? [] : alternatives(either, text)
  if (tests.length + others.length === 0) throw unknown(text, 'has an empty pattern')
  return value =>
    elements(value).some(
      each =>
        tests.every(([name, test]) => test(isObject(each) ? each[name] : undefined)) &&
        (others.length === 0 || others.some(filter => filter(each))),
    )
}

function alternatives(patterns: unknown, text: string): readonly Filter[] {
  if (!Array.isArray(patterns) || patterns.length === 0 || !patterns.every(isObject))
    throw unknown(text, 'has an $or that is not a list of patterns')
  return patterns.map(pattern => patternOf(pattern, text))
}

function fieldOf(under: unknown, text: string): Test {
  if (isObject(under)) return patternOf(under, text)
  if (!Array.isArray(under) || under.length === 0)
    throw unknown(text, `has ${JSON.stringify(under)} where a list of values is expected`)
  const tests = under.map(each => testOf(each, text))
  return value => tests.some(test => test(value))
}

/** One value of a list. If a field holds several values, one must match. */
function testOf(expected: unknown, text: string): Test {
  if (!isObject(expected)) {
    if (Array.isArray(expected)) throw unknown(text, 'has a list in a list')
    return value => elements(value).includes(expected)
  }
  const entries = Object.entries(expected)
  const [[operator, operand] = ['', undefined]] = entries
  if (entries.length === 1 && operator === 'exists' && typeof operand === 'boolean')
    return value => (value !== undefined && !isObject(value)) === operand
  const compare = entries.length === 1 ? comparison(operator, operand) : undefined
  if (!compare) throw unknown(text, `has ${JSON.stringify(expected)}, which the local run cannot evaluate`)
  return value => elements(value).some(each => each !== undefined && compare(each))
}

function comparison(operator: string, operand: unknown): Test | undefined {
  if (operator === 'anything-but') {
    const refused = Array.isArray(operand) ? operand : [operand]
    const isPlain = refused.length > 0 && refused.every(each => ['string', 'number'].includes(typeof each))
    return isPlain ? value => !isObject(value) && !refused.includes(value) : undefined
  }
  if (typeof operand !== 'string') return undefined
  const ofText = (test: (value: string) => boolean): Test => {
    return value => typeof value === 'string' && test(value)
  }
  if (operator === 'prefix') return ofText(value => value.startsWith(operand))
  if (operator === 'suffix') return ofText(value => value.endsWith(operand))
  if (operator === 'equals-ignore-case') return ofText(value => value.toLowerCase() === operand.toLowerCase())
  return undefined
}

const elements = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw unknown(text, `is not valid JSON (${(error as Error).message})`)
  }
}

const unknown = (text: string, why: string): Error =>
  new Error(
    `a filter of an event source ${why}: ${text.slice(0, 200)}; write it with exact values, prefix, suffix, equals-ignore-case, anything-but, exists or $or`,
  )
