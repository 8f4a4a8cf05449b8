import type { CandlesShown } from './candles.ts'
import type { InvalidShown } from './invalid.ts'
import type { Now } from './now.ts'
import type { OrderShown } from './order.ts'
import type { PositionShown } from './position.ts'
import type { SignalShown } from './signal.ts'

/** The whole state, sent when the stream begins and again after each reconnect. */
export interface Whole {
  readonly now: Now
  /** Newest first. */
  readonly signals: readonly SignalShown[]
  /** Without its messages. */
  readonly invalidWaiting: InvalidShown['waiting']
}

/** A field's new value; `null`: removed. No field is null otherwise. */
type Patch<T> = { readonly [K in keyof T]?: T[K] | null }

/** Changes of a list whose entries have a name: patches for existing entries, new ones whole. */
export interface ListChange<T> {
  readonly changed?: readonly { readonly key: string; readonly patch: Patch<T> }[]
  readonly gone?: readonly string[]
}

/** Changes since the previous event. What is absent did not change. */
export interface Change {
  readonly at: number
  readonly now?: Patch<Omit<Now, 'at' | 'positions' | 'orders'>>
  readonly positions?: ListChange<PositionShown>
  readonly orders?: ListChange<OrderShown>
  readonly signals?: ListChange<SignalShown>
  readonly invalidWaiting?: number
  /** The newest minutes of open symbols; not part of `Whole`, because the page asks for earlier candles itself. */
  readonly candles?: readonly CandlesShown[]
}

const positionKey = ({ id }: PositionShown) => id
const orderKey = ({ key }: OrderShown) => key
const signalKey = ({ id }: SignalShown) => id
const byName =
  <T extends { symbol: string }>(key: (entry: T) => string) =>
  (a: T, b: T) =>
    compare(a.symbol, b.symbol) || compare(key(a), key(b))
const newestFirst = (a: SignalShown, b: SignalShown) => b.at - a.at || compare(a.id, b.id)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Most signals that a page keeps. */
export const mostSignals = 200

/** In the page's order, whatever order they were read in. */
export const inOrder = ({ now, signals, ...rest }: Whole): Whole => ({
  ...rest,
  now: {
    ...now,
    positions: now.positions.toSorted(byName(positionKey)),
    orders: now.orders.toSorted(byName(orderKey)),
  },
  signals: signals.toSorted(newestFirst).slice(0, mostSignals),
})

/** The state after a change; unchanged parts are the same objects as before. */
export function applied(before: Whole, change: Change): Whole {
  const { now, signals } = before
  return {
    now: {
      ...patched(now, change.now ?? {}),
      at: change.at,
      positions: merged(now.positions, change.positions, positionKey, byName(positionKey)),
      orders: merged(now.orders, change.orders, orderKey, byName(orderKey)),
    },
    signals: merged(signals, change.signals, signalKey, newestFirst).slice(0, mostSignals),
    invalidWaiting: change.invalidWaiting ?? before.invalidWaiting,
  }
}

/** The change that turns `before` into `after`; if only the time differs, it has only `at`. */
export function changeBetween(before: Whole, after: Whole): Change {
  const { at: _, positions: _were, orders: _stood, ...then } = before.now
  const { at, positions, orders, ...now } = after.now
  const parts = {
    now: patchOf(then, now),
    positions: listChange(before.now.positions, positions, positionKey),
    orders: listChange(before.now.orders, orders, orderKey),
    signals: listChange(before.signals, after.signals, signalKey),
  }
  return {
    at,
    ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)),
    ...(before.invalidWaiting !== after.invalidWaiting && { invalidWaiting: after.invalidWaiting }),
  }
}

function patched<T extends object>(before: T, patch: Patch<T>): T {
  const fields = Object.entries(patch)
  if (fields.length === 0) return before
  const gone = new Set(fields.flatMap(([name, value]) => (value === null ? [name] : [])))
  const kept = Object.entries({ ...before, ...patch }).filter(([name]) => !gone.has(name))
  return Object.fromEntries(kept) as T
}

/** Undefined: both are the same. */
function patchOf<T extends object>(before: T, after: T): Patch<T> | undefined {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof T & string>
  const changed = [...names].filter(name => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return changed.length === 0
    ? undefined
    : (Object.fromEntries(changed.map(name => [name, after[name] ?? null])) as Patch<T>)
}

function listChange<T extends object>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (entry: T) => string,
): ListChange<T> | undefined {
  const then = new Map(before.map(entry => [keyOf(entry), entry]))
  const now = new Set(after.map(keyOf))
  const gone = [...then.keys()].filter(key => !now.has(key))
  const changed = after.flatMap(entry => {
    const key = keyOf(entry)
    const patch = patchOf(then.get(key) ?? ({} as T), entry)
    return patch ? [{ key, patch }] : []
  })
  if (gone.length + changed.length === 0) return undefined
  return { ...(changed.length > 0 && { changed }), ...(gone.length > 0 && { gone }) }
}

function merged<T extends object>(
  before: readonly T[],
  change: ListChange<T> | undefined,
  keyOf: (entry: T) => string,
  order: (a: T, b: T) => number,
): T[] {
  if (!change) return before as T[]
  const gone = new Set(change.gone)
  const entries = new Map(before.filter(entry => !gone.has(keyOf(entry))).map(entry => [keyOf(entry), entry]))
  for (const { key, patch } of change.changed ?? [])
    entries.set(key, patched(entries.get(key) ?? ({} as T), patch))
  return [...entries.values()].sort(order)
}
