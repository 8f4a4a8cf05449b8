import { type Dec, dec } from '#domain/decimal.ts'
import type { AlgoOrderRecord, OrderRecord, SymbolRecord } from '../records.ts'
import { endAlgoOrder, endOrder } from './ending.ts'
import { waitingOf } from './waiting.ts'

const isDue = ({ fault }: Pick<OrderRecord | AlgoOrderRecord, 'fault'>, at: number): boolean =>
  fault?.endsAt !== undefined && fault.endsAt <= at

/** Ends what a fault ends unasked by this time: waiting algo orders and resting orders. */
export function endFaulty(record: SymbolRecord, at: number): SymbolRecord {
  if (waitingOf(record).endsAt > at) return record
  const algos = record.algoOrders.filter(algo => algo.algoStatus === 'NEW' && isDue(algo, at))
  const orders = record.orders.filter(order => isDue(order, at))
  const withoutAlgos = algos.reduce((state, algo) => {
    const { endsAs = 'CANCELED', endsAt = at } = algo.fault ?? {}
    return endAlgoOrder(state, algo, endsAs, endsAt, 'A fault ended it.')
  }, record)
  return orders.reduce((state, order) => {
    const { endsAs = 'CANCELED', endsAt = at } = order.fault ?? {}
    return endOrder(state, order, endsAs, endsAt).record
  }, withoutAlgos)
}

/** What of an order may still be filled: what remains of it, or what its fault leaves of that. */
export function fillable({ origQty, executedQty, fault }: OrderRecord): Dec {
  const most = fault?.fillShare === undefined ? dec(origQty) : dec(origQty).times(fault.fillShare)
  const left = most.minus(executedQty)
  return left.gt(0) ? left : dec(0)
}

/** A crossed trigger that a fault leaves alone: the order waits on, and protects nothing. */
export const isIgnored = ({ fault }: Pick<AlgoOrderRecord, 'fault'>): boolean =>
  fault?.atTrigger === 'ignored'
