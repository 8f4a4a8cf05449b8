import { dec } from '#domain/decimal.ts'

/** How an answer's field differs from the paper venue's. */
export interface FieldDifference {
  readonly kind: 'value' | 'type' | 'missing' | 'more'
  /** `[].triggerPrice`: a path without list indexes. */
  readonly field: string
  readonly theirs: string
  readonly ours: string
}

/** Rows that only one side lists, by their orders' client ids. */
export interface RowDifference {
  readonly kind: 'row'
  readonly clientId: string
  readonly shownBy: 'them' | 'us'
}

/**
 * Differences between two bodies: in the fields that exist, in their JSON types, and in the values of fields in
 * `compared`. Rows of lists are matched by what they describe.
 */
export function differencesIn(
  theirs: unknown,
  ours: unknown,
  compared: ReadonlySet<string>,
  at = '',
): readonly (FieldDifference | RowDifference)[] {
  if (Array.isArray(theirs) && Array.isArray(ours)) return betweenLists(theirs, ours, compared, `${at}[]`)
  if (isFields(theirs) && isFields(ours)) return betweenObjects(theirs, ours, compared, at)
  const [expected, found] = [typeOf(ours), typeOf(theirs)]
  if (expected !== found) return [{ kind: 'type', field: at, theirs: found, ours: expected }]
  const name = at.split('.').at(-1) ?? ''
  if (!compared.has(name) || isSame(theirs, ours)) return []
  return [{ kind: 'value', field: at, theirs: String(theirs), ours: String(ours) }]
}

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function betweenObjects(theirs: Fields, ours: Fields, compared: ReadonlySet<string>, at: string) {
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
  return names.flatMap((name): readonly (FieldDifference | RowDifference)[] => {
    const field = at === '' ? name : `${at}.${name}`
    if (!(name in theirs)) return [{ kind: 'missing', field, theirs: 'not there', ours: typeOf(ours[name]) }]
    if (!(name in ours)) return [{ kind: 'more', field, theirs: typeOf(theirs[name]), ours: 'not there' }]
    return differencesIn(theirs[name], ours[name], compared, field)
  })
}

function betweenLists(
  theirs: readonly unknown[],
  ours: readonly unknown[],
  compared: ReadonlySet<string>,
  at: string,
) {
  const [shown, expected] = [byKey(theirs), byKey(ours)]
  const alike = [...shown].flatMap(([key, row]) => (expected.has(key) ? [[row, expected.get(key)]] : []))
  // Trades and the like have different keys on each side: the first rows of both are compared for their shape.
  const pairs = alike.length > 0 || hasOrders(shown, expected) ? alike : [[theirs[0], ours[0]]]
  const rows = [
    ...only(shown, expected, 'them'),
    ...only(expected, shown, 'us'),
    ...filtersMissing(shown, expected, at),
  ]
  const found = pairs
    .filter(pair => pair.every(row => row !== undefined))
    .flatMap(([their, our]) => differencesIn(their, our, compared, at))
  return [...found, ...rows]
}

const orderKey = (row: unknown): string | undefined => {
  const { clientAlgoId, clientOrderId } = (row ?? {}) as Fields
  return [clientAlgoId, clientOrderId].find(key => typeof key === 'string') as string | undefined
}

/** What a row describes: an order, a symbol, an asset; otherwise its index. */
function byKey(rows: readonly unknown[]): ReadonlyMap<string, unknown> {
  const keyed = rows.map((row, place) => {
    const { id, symbol, asset, filterType, positionSide = '' } = (row ?? {}) as Fields
    const named = id === undefined && (symbol ?? asset ?? filterType)
    return [orderKey(row) ?? (named ? `${named} ${positionSide}` : `${place}`), row] as const
  })
  return new Map(keyed)
}

type Rows = ReadonlyMap<string, unknown>

const hasOrders = (...lists: readonly Rows[]): boolean =>
  lists.some(rows => [...rows.values()].some(row => orderKey(row) !== undefined))

const only = (rows: Rows, others: Rows, shownBy: RowDifference['shownBy']): readonly RowDifference[] =>
  [...rows].flatMap(([clientId, row]) =>
    orderKey(row) !== undefined && !others.has(clientId) ? [{ kind: 'row', clientId, shownBy }] : [],
  )

/** Each of a symbol's filters is a row of its own: without one, the symbol cannot be traded by it. */
const filtersMissing = (shown: Rows, expected: Rows, at: string): readonly FieldDifference[] =>
  [...expected].flatMap(([key, row]) => {
    const { filterType } = (row ?? {}) as Fields
    if (filterType === undefined || shown.has(key)) return []
    return [{ kind: 'missing', field: `${at}.${filterType}`, theirs: 'not there', ours: 'object' } as const]
  })

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value

const isNumber = /^-?\d+(\.\d+)?$/

/** `0.10` equals `0.1`; text that is not a number is compared as it is. */
function isSame(one: unknown, other: unknown): boolean {
  const [a, b] = [String(one), String(other)]
  return a === b || (isNumber.test(a) && isNumber.test(b) && dec(a).eq(b))
}
