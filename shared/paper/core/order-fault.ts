import { type Dec, dec, toMultiple } from '#domain/decimal.ts'
import type { AlgoOrderRecord, OrderRecord, SymbolRecord } from '../records.ts'
import { endAlgoOrder, endOrder } from './ending.ts'
import { endsByFault, ownEnd } from './own-end.ts'
import { waitingOf } from './waiting.ts'

/** Ends the waiting algo orders and resting orders that are due by this time, by their date or by a fault. */
export function endDue(record: SymbolRecord, at: number): SymbolRecord {
  if (waitingOf(record).endsAt > at) return record
  const algos = record.algoOrders.filter(algo => algo.algoStatus === 'NEW' && ownEnd(algo) <= at)
  const orders = record.orders.filter(order => ownEnd(order) <= at)
  const statusOf = (order: OrderRecord | AlgoOrderRecord) =>
    (endsByFault(order) ? order.fault?.endsAs : undefined) ?? 'CANCELED'
  const withoutAlgos = algos.reduce((state, algo) => {
    const reason = endsByFault(algo) ? 'A fault ended the order.' : undefined
    return endAlgoOrder(state, algo, statusOf(algo), ownEnd(algo), reason)
  }, record)
  return orders.reduce(
    (state, order) => endOrder(state, order, statusOf(order), ownEnd(order)).record,
    withoutAlgos,
  )
}

/**
 * The quantity that may still be filled: the remainder of the order, or the part that its fault allows, in whole
 * steps.
 */
export function fillable({ origQty, executedQty, fault }: OrderRecord, quantityStep: Dec): Dec {
  if (fault?.fillShare === undefined) return dec(origQty).minus(executedQty)
  const left = dec(origQty).times(fault.fillShare).minus(executedQty)
  return left.gt(0) ? toMultiple(left, quantityStep, 'down') : dec(0)
}

/** A fault ignores the crossed trigger: the order keeps waiting and protects nothing. */
export const isIgnored = ({ fault }: Pick<AlgoOrderRecord, 'fault'>): boolean =>
  fault?.atTrigger === 'ignored'
