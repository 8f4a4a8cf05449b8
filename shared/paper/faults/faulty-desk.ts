import type { Desk } from '../desk/desk.ts'
import type { VenueStore } from '../ports.ts'
import type { AlgoOrderRecord, LedgerEntry, OrderRecord, SymbolRecord } from '../records.ts'
import { refuse } from '../refusal.ts'
import type { Endpoint } from '../wire/endpoint.ts'
import { changedRules } from './changed-rules.ts'
import { type Faults, isIn } from './faults.ts'
import { type FaultPlan, fateOf } from './plan.ts'

/** What a desk is made faulty by. */
export interface Trouble {
  readonly plan: FaultPlan
  readonly faults: Pick<Faults, 'halts' | 'rulesChange'>
  readonly endpoint: Pick<Endpoint, 'method' | 'order'>
}

/**
 * The desk as a request with faults sees it: orders that it places get their fate and are held to the rules of the
 * moment, halted symbols take none (-4140), and whoever reads or cancels does not find hidden ones. Hidden orders are there all the same: they
 * trigger, fill and count.
 */
export function faultyDesk(desk: Desk, trouble: Trouble): Desk {
  if (trouble.endpoint.order) return placing(desk, trouble)
  return trouble.endpoint.method === 'POST' ? desk : looking(desk)
}

function placing(desk: Desk, { plan, faults }: Trouble): Desk {
  return {
    ...desk,
    changeSymbol: (name, scope, change) => {
      const { at } = desk
      if (faults.halts(name).some(halt => isIn(halt, at))) throw refuse(-4140)
      const rules = changedRules(desk.market.rulesOf(name), faults.rulesChange(name, at))
      return desk.changeSymbol(name, scope, (record, moment, venue) =>
        change(record, moment, { ...venue, filters: rules, fate: fateOf(plan.orders, moment.at) }),
      )
    },
  }
}

function looking(desk: Desk): Desk {
  const { at } = desk
  return {
    ...desk,
    store: visibleArchive(desk.store, at),
    symbol: async name => visible(await desk.symbol(name), at),
    symbols: async () => (await desk.symbols()).map(record => visible(record, at)),
    changeSymbol: (name, scope, change) =>
      desk.changeSymbol(name, scope, (record, moment, venue) => {
        const seen = visible(record, at)
        const done = change(seen, moment, venue)
        return seen === record ? done : { ...done, record: withHidden(done.record, record, at) }
      }),
  }
}

type Fated = Pick<OrderRecord | AlgoOrderRecord, 'fate'>

const isHidden = ({ fate }: Fated, at: number): boolean =>
  fate?.hidden !== undefined && at >= fate.hidden.from && at < fate.hidden.to

function isEntryHidden(entry: LedgerEntry, at: number): boolean {
  return (entry.kind === 'order' || entry.kind === 'algoOrder') && isHidden(entry.body, at)
}

/** The same record when nothing of it is hidden. */
function visible(record: SymbolRecord, at: number): SymbolRecord {
  const hides =
    [...record.orders, ...record.algoOrders].some(order => isHidden(order, at)) ||
    record.recent.some(entry => isEntryHidden(entry, at))
  if (!hides) return record
  return {
    ...record,
    orders: record.orders.filter(order => !isHidden(order, at)),
    algoOrders: record.algoOrders.filter(algo => !isHidden(algo, at)),
    recent: record.recent.filter(entry => !isEntryHidden(entry, at)),
  }
}

/** What was hidden from a change comes back in its place. */
function withHidden(changed: SymbolRecord, record: SymbolRecord, at: number): SymbolRecord {
  const orders = [...changed.orders, ...record.orders.filter(order => isHidden(order, at))]
  const algoOrders = [...changed.algoOrders, ...record.algoOrders.filter(algo => isHidden(algo, at))]
  const seen = visible(record, at).recent.length
  return {
    ...changed,
    orders: orders.sort((a, b) => a.orderId - b.orderId),
    algoOrders: algoOrders.sort((a, b) => a.algoId - b.algoId),
    recent: [...record.recent, ...changed.recent.slice(seen)],
  }
}

const visibleArchive = (store: VenueStore, at: number): VenueStore => ({
  ...store,
  archived: async (symbol, kind, from, to, few) =>
    (await store.archived(symbol, kind, from, to, few)).filter(
      ({ body }) => !('fate' in body && isHidden(body, at)),
    ),
})
