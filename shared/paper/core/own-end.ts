import type { AlgoOrderRecord, OrderRecord } from '../records.ts'

type Ending = Pick<OrderRecord | AlgoOrderRecord, 'fault' | 'goodTillDate'>

/** When an order ends without a request: at its GTD date or when a fault ends it; infinite if neither applies. */
export const ownEnd = ({ fault, goodTillDate }: Ending): number =>
  Math.min(fault?.endsAt ?? Number.POSITIVE_INFINITY, goodTillDate ?? Number.POSITIVE_INFINITY)

/** Whether a fault is what ends it. */
export const endsByFault = ({ fault, goodTillDate }: Ending): boolean =>
  fault?.endsAt !== undefined && fault.endsAt <= (goodTillDate ?? Number.POSITIVE_INFINITY)
