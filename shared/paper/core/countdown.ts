import type { SymbolRecord } from '../records.ts'
import { endOrder } from './ending.ts'

/** Cancels the symbol's resting orders in `countdownMs`, unless it is set again before; 0 stops it. */
export function setCountdown(record: SymbolRecord, countdownMs: number, at: number): SymbolRecord {
  const { countdown: _, ...without } = record
  return countdownMs === 0 ? without : { ...without, countdown: { cancelAt: at + countdownMs } }
}

/** Once it has run out, at the time it did: the first look, however late, finds the same. */
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
