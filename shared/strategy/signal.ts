import type { Action } from '#domain/signal.ts'

/** A signal that was made here, before it is sent. */
export interface MadeSignal {
  readonly symbol: string
  readonly action: Extract<Action, 'BUY' | 'SELL'>
  /** 0 to 1. */
  readonly confidence: number
  readonly source: string
  /** The close of its candle, in milliseconds. */
  readonly at: number
  /** What it was made of; nothing looks at it. */
  readonly meta: Readonly<Record<string, string | number>>
}

/** The message for the signal queue; without an id it has the one that the gate makes of what it says. */
export const messageOf = ({ at, meta, ...said }: MadeSignal, id?: string): string =>
  JSON.stringify({ ...(id && { id }), ...said, timestamp: new Date(at).toISOString(), meta })
