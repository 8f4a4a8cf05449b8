/** Field paths: `positions[].symbol`, or `[][4]` for the fifth column of a list of rows. */
export interface Comparison {
  readonly matches: readonly string[]
  /** In Binance's body, not in ours. */
  readonly misses: readonly string[]
  /** In ours, not in Binance's. */
  readonly extras: readonly string[]
  /** With another JSON type: `path: theirs, ours`. */
  readonly differs: readonly string[]
}

/** Compares names, JSON types and nesting of every field; values do not matter. */
export function compareBodies(theirs: unknown, ours: unknown): Comparison {
  const [expected, found] = [fieldsOf(theirs), fieldsOf(ours)]
  const both = [...expected].flatMap(([path, types]) => {
    const own = found.get(path)
    return own === undefined ? [] : [{ path, types: [...types], own: [...own] }]
  })
  const same = ({ types, own }: (typeof both)[number]) => own.every(type => types.includes(type))
  return {
    matches: both.filter(same).map(each => each.path),
    misses: [...expected.keys()].filter(path => !found.has(path)),
    extras: [...found.keys()].filter(path => !expected.has(path)),
    differs: both
      .filter(each => !same(each))
      .map(({ path, types, own }) => `${path}: ${types.join(' or ')}, ${own.join(' or ')}`),
  }
}

type Fields = Map<string, Set<string>>

/** Every leaf with its types; all elements of a list count as one, unless they are columns of a row. */
function fieldsOf(body: unknown, path = '', fields: Fields = new Map()): Fields {
  if (Array.isArray(body)) {
    const isRow = path.endsWith('[]') && body.every(each => typeof each !== 'object')
    body.forEach((each, index) => {
      fieldsOf(each, isRow ? `${path}[${index}]` : `${path}[]`, fields)
    })
  } else if (typeof body === 'object' && body !== null) {
    for (const [name, value] of Object.entries(body))
      fieldsOf(value, path === '' ? name : `${path}.${name}`, fields)
  } else {
    const types = fields.get(path) ?? new Set()
    fields.set(path, types.add(body === null ? 'null' : typeof body))
  }
  return fields
}
