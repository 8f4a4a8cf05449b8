import type { DecimalString } from './decimal.ts'

/** How a message may be laid out; each has its adapter. */
export const shapes = ['own', 'tradingview', 'freqtrade', 'generic'] as const
export type Shape = (typeof shapes)[number]

/**
 * What a signal for the other side does to an open position: warns, closes it, or closes it and is entered once it is
 * flat.
 */
export const opposites = ['warn', 'close', 'flip'] as const
export type Opposite = (typeof opposites)[number]

/** What the operator says of one source of signals. */
export interface SourceSettings {
  /** Undefined: it is recognised from the fields, message by message. */
  readonly shape?: Shape
  /** Of an entry that says none, from 0 to 1. Undefined: such an entry is refused. */
  readonly confidence?: DecimalString
  /** From where the webhook takes its signals: addresses, or ranges like 203.0.113.0/24. Undefined: from anywhere. */
  readonly addresses?: readonly string[]
  /** Requests a second that the webhook takes of it, at most. */
  readonly throttle?: number
  /** Undefined: it warns. */
  readonly opposite?: Opposite
}

/** By the source's name. */
export type Sources = Readonly<Record<string, SourceSettings>>

/** What is said of a source; its name comes from its messages, and may be one that every object knows. */
export const settingsOf = (sources: Sources, source: string): SourceSettings =>
  (Object.hasOwn(sources, source) ? sources[source] : undefined) ?? {}

/** Ids of ours that begin as a source's do: of positions that were taken over, of messages that cannot be read. */
export const ownSources: readonly string[] = ['adopted', 'message']

/** What a source may be called. */
export const isSourceName = (name: string): boolean =>
  /^[\w.:/-]{1,64}$/.test(name) && !ownSources.includes(name)
