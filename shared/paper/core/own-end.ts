import type { AlgoOrderRecord, OrderRecord } from '../records.ts'

type Ending = Pick<OrderRecord | AlgoOrderRecord, 'fault' | 'goodTillDate'>

/** When an order ends by itself: at its GTD date, or where a fault ends it unasked; infinite if neither does. */
export const ownEnd = ({ fault, goodTillDate }: Ending): number =>
  Math.min(fault?.endsAt ?? Number.POSITIVE_INFINITY, goodTillDate ?? Number.POSITIVE_INFINITY)

/** Whether what ends it by then is a fault. */
export const endsByFault = ({ fault, goodTillDate }: Ending): boolean =>
  fault?.endsAt !== undefined && fault.endsAt <= (goodTillDate ?? Number.POSITIVE_INFINITY)
