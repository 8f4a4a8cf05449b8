/** An expression's names and values, as in a DynamoDB request. */
export interface References {
  readonly names: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, unknown>>
}

type Item = Record<string, unknown>
type Truth = (item: Item | undefined, refs: References) => boolean
type Operand = (item: Item | undefined, refs: References) => unknown

const conditions = new Map<string, Truth>()

/** Whether a condition holds for an item (undefined: absent), in the part of DynamoDB's grammar that is used here. */
export function holds(expression: string, item: Item | undefined, refs: References): boolean {
  const known = conditions.get(expression) ?? parseCondition(expression)
  conditions.set(expression, known)
  return known(item, refs)
}

function parseCondition(expression: string): Truth {
  const tokens = expression.match(/<=|>=|<>|[()=<>,+]|[#:]?[\w.#]+/g) ?? []
  let at = 0
  const take = (expected?: string): string => {
    const token = tokens[at++]
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(`Expected ${expected ?? 'more'} in "${expression}", got ${token ?? 'its end'}`)
    return token
  }
  const either = (): Truth => {
    let left = both()
    while (tokens[at] === 'OR') {
      take()
      const [first, second] = [left, both()]
      left = (item, refs) => first(item, refs) || second(item, refs)
    }
    return left
  }
  const both = (): Truth => {
    let left = single()
    while (tokens[at] === 'AND') {
      take()
      const [first, second] = [left, single()]
      left = (item, refs) => first(item, refs) && second(item, refs)
    }
    return left
  }
  const single = (): Truth => {
    const token = take()
    if (token === '(') {
      const inner = either()
      take(')')
      return inner
    }
    if (token === 'attribute_exists' || token === 'attribute_not_exists') {
      take('(')
      const path = operand(take())
      take(')')
      const wanted = token === 'attribute_exists'
      return (item, refs) => (path(item, refs) !== undefined) === wanted
    }
    if (token === 'begins_with') {
      take('(')
      const path = operand(take())
      take(',')
      const beginning = operand(take())
      take(')')
      return (item, refs) => String(path(item, refs) ?? '').startsWith(String(beginning(item, refs)))
    }
    return comparison(operand(token), take(), operand(take()))
  }
  const whole = either()
  if (at < tokens.length) throw new Error(`Expected the end of "${expression}", got ${tokens[at]}`)
  return whole
}

/** A missing attribute makes every comparison false, and so do values of different kinds. */
function comparison(left: Operand, operator: string, right: Operand): Truth {
  return (item, refs) => {
    const [a, b] = [left(item, refs), right(item, refs)]
    if (a === undefined || b === undefined || typeof a !== typeof b) return false
    const order = (a as number) < (b as number) ? -1 : a === b ? 0 : 1
    if (operator === '=') return order === 0
    if (operator === '<>') return order !== 0
    if (operator === '<') return order < 0
    if (operator === '<=') return order <= 0
    throw new Error(`The comparison ${operator} is not known here`)
  }
}

function operand(token: string): Operand {
  if (token.startsWith(':')) return (_, { values }) => values[token]
  const path = token.split('.')
  return (item, { names }) => {
    let found: unknown = item
    for (const part of path) found = (found as Item | undefined)?.[names[part] ?? part]
    return found
  }
}

/** Makes one attribute of the next item what it is to be after the given one. */
type Change = (next: Item, before: Item, refs: References) => void

const updates = new Map<string, readonly Change[]>()

/** The item after `SET a = :b, c = c + :d` and `REMOVE e, f`; the given one is not changed. */
export function updated(expression: string, item: Item, refs: References): Item {
  const changes = updates.get(expression) ?? parseUpdate(expression)
  updates.set(expression, changes)
  const next = { ...item }
  for (const change of changes) change(next, item, refs)
  return next
}

const parseUpdate = (expression: string): readonly Change[] =>
  [...expression.matchAll(/(SET|REMOVE) ((?:(?!SET|REMOVE).)*)/g)].flatMap(([, verb, clause = '']) =>
    clause.split(',').map(part => (verb === 'REMOVE' ? removal(part.trim()) : assignment(part.trim()))),
  )

const removal =
  (target: string): Change =>
  (next, _, { names }) => {
    const { at, field } = holderOf(next, target, names)
    delete at[field]
  }

function assignment(text: string): Change {
  const [target = '', source = ''] = text.split(' = ')
  const terms = source.split(' + ').map(operand)
  return (next, before, refs) => {
    const { at, field } = holderOf(next, target, refs.names)
    const values = terms.map(term => term(before, refs))
    at[field] =
      values.length === 1 ? values[0] : values.reduce((sum: number, value) => sum + Number(value), 0)
  }
}

/** The map that contains a path's last attribute, copied together with all maps on the way. */
function holderOf(item: Item, target: string, names: References['names']) {
  const path = target.split('.').map(part => names[part] ?? part)
  const field = path.pop() ?? target
  let at = item
  for (const part of path) {
    at[part] = { ...(at[part] as Item) }
    at = at[part] as Item
  }
  return { at, field }
}
