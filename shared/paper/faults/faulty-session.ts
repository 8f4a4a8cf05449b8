import type { VenueStore } from '../ports.ts'
import type { AlgoOrderRecord, LedgerEntry, OrderRecord, SymbolRecord } from '../records.ts'
import { refuse } from '../refusal.ts'
import type { Session } from '../session/session.ts'
import type { Endpoint } from '../wire/endpoint.ts'
import { changedRules } from './changed-rules.ts'
import { isIn, type LastingFaults } from './lasting.ts'
import { type FaultPlan, orderFaultOf } from './plan.ts'

/** What makes a session faulty. */
export interface Trouble {
  readonly plan: FaultPlan
  readonly faults: Pick<LastingFaults, 'halts' | 'rulesChange'>
  readonly endpoint: Pick<Endpoint, 'method' | 'order'>
}

/**
 * The session as a request with faults sees it. Orders that it places get their fault and must meet the rules of the
 * moment, halted symbols accept none (-4140), and no read or cancellation finds hidden orders. Hidden orders still
 * exist: they trigger, fill and count.
 */
export function faultySession(session: Session, trouble: Trouble): Session {
  if (trouble.endpoint.order) return placing(session, trouble)
  return trouble.endpoint.method === 'POST' ? session : looking(session)
}

function placing(session: Session, { plan, faults }: Trouble): Session {
  return {
    ...session,
    changeSymbol: (name, scope, change) => {
      const { at } = session
      if (faults.halts(name).some(halt => isIn(halt, at))) throw refuse(-4140)
      const rules = changedRules(session.market.rulesOf(name), faults.rulesChange(name, at))
      return session.changeSymbol(name, scope, (record, moment, venue) =>
        change(record, moment, { ...venue, filters: rules, fault: orderFaultOf(plan.orders, moment.at) }),
      )
    },
  }
}

function looking(session: Session): Session {
  const { at } = session
  return {
    ...session,
    store: visibleArchive(session.store, at),
    symbol: async name => visible(await session.symbol(name), at),
    symbols: async () => (await session.symbols()).map(record => visible(record, at)),
    changeSymbol: (name, scope, change) =>
      session.changeSymbol(name, scope, (record, moment, venue) => {
        const seen = visible(record, at)
        const done = change(seen, moment, venue)
        return seen === record ? done : { ...done, record: withHidden(done.record, record, at) }
      }),
  }
}

type MaybeFaulty = Pick<OrderRecord | AlgoOrderRecord, 'fault'>

const isHidden = ({ fault }: MaybeFaulty, at: number): boolean =>
  fault?.hidden !== undefined && at >= fault.hidden.from && at < fault.hidden.to

function isEntryHidden(entry: LedgerEntry, at: number): boolean {
  return (entry.kind === 'order' || entry.kind === 'algoOrder') && isHidden(entry.body, at)
}

/** The same record if nothing in it is hidden. */
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

/** Puts the orders that were hidden from a change back in their place. */
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
      ({ body }) => !('fault' in body && isHidden(body, at)),
    ),
})
