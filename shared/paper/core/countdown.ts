import type { SymbolRecord } from '../records.ts'
import { endOrder } from './ending.ts'

/** Cancels the symbol's resting orders after `countdownMs`, unless it is set again first; 0 stops the countdown. */
export function setCountdown(record: SymbolRecord, countdownMs: number, at: number): SymbolRecord {
  const { countdown: _, ...without } = record
  return countdownMs === 0 ? without : { ...without, countdown: { cancelAt: at + countdownMs } }
}

/** Ends an expired countdown at the time it ran out, so that the result does not depend on when this is called. */
export function endCountdown(record: SymbolRecord, until: number): SymbolRecord {
  if (record.countdown === undefined || record.countdown.cancelAt > until) return record
  const { countdown, ...without } = record
  return record.orders
    .filter(order => order.time <= countdown.cancelAt)
    .reduce<SymbolRecord>(
      (state, order) => endOrder(state, order, 'CANCELED', countdown.cancelAt).record,
      without,
    )
}
