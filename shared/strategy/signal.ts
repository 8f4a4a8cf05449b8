import type { Action } from '#domain/signal.ts'

/** A signal made here, before it is sent. */
export interface MadeSignal {
  readonly symbol: string
  readonly action: Extract<Action, 'BUY' | 'SELL'>
  /** 0 to 1. */
  readonly confidence: number
  readonly source: string
  /** The close of its candle, in milliseconds. */
  readonly at: number
  /** The values behind it; nothing reads them. */
  readonly meta: Readonly<Record<string, string | number>>
}

/** The message for the signal queue. Without an id it gets the one that the gate derives from its content. */
export const messageOf = ({ at, meta, ...said }: MadeSignal, id?: string): string =>
  JSON.stringify({ ...(id && { id }), ...said, timestamp: new Date(at).toISOString(), meta })
