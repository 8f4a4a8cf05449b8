/**
 * The types that a compiled client expects in a body. `decimal` and `whole` may be numbers or text, `flag` a boolean
 * or text. A field whose name ends with `?` may be missing or null; other fields are ignored.
 */
export type ReadAs = string | readonly [ReadAs] | { readonly [field: string]: ReadAs }

const numeric = /^-?\d+(\.\d+)?$/

const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: value => typeof value === 'string',
  integer: value => Number.isSafeInteger(value),
  number: value => typeof value === 'number',
  boolean: value => typeof value === 'boolean',
  decimal: value => typeof value === 'number' || (typeof value === 'string' && numeric.test(value)),
  whole: value => Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value)),
  flag: value => typeof value === 'boolean' || value === 'true' || value === 'false',
  any: () => true,
}

/** The places where the client would give up, each with the type it expects there. */
export function unreadable(body: unknown, as: ReadAs, at = ''): readonly string[] {
  const got = `got ${JSON.stringify(body)}`
  if (typeof as === 'string') {
    const isKind = kinds[as]
    if (isKind === undefined) throw new Error(`Expected one of ${Object.keys(kinds).join(', ')}, got ${as}.`)
    return isKind(body) ? [] : [`${at}: expected ${as}, ${got}`]
  }
  if (isList(as)) {
    if (!Array.isArray(body)) return [`${at}: expected a list, ${got}`]
    return body.flatMap(each => unreadable(each, as[0], `${at}[]`))
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return [`${at}: expected an object, ${got}`]
  return Object.entries(as).flatMap(([name, field]) => {
    const isOptional = name.endsWith('?')
    const key = isOptional ? name.slice(0, -1) : name
    const value: unknown = Reflect.get(body, key)
    if (isOptional && (value === undefined || value === null)) return []
    return unreadable(value, field, `${at}.${key}`)
  })
}

const isList = (as: ReadAs): as is readonly [ReadAs] => Array.isArray(as)
