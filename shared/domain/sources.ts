import type { DecimalString } from './decimal.ts'

/** The shapes that messages may have; each has its adapter. */
export const shapes = ['own', 'tradingview', 'freqtrade', 'generic'] as const
export type Shape = (typeof shapes)[number]

/**
 * What a signal for the other side does to an open position: it warns, it closes the position, or it closes it and
 * enters once it is flat.
 */
export const opposites = ['warn', 'close', 'flip'] as const
export type Opposite = (typeof opposites)[number]

/** The operator's settings of one source of signals. */
export interface SourceSettings {
  /** Undefined: the shape is recognised from the fields, message by message. */
  readonly shape?: Shape
  /** For an entry without one, from 0 to 1. Undefined: such an entry is rejected. */
  readonly confidence?: DecimalString
  /**
   * The origins from which the webhook accepts its signals: addresses, or ranges like 203.0.113.0/24. Undefined: any.
   */
  readonly addresses?: readonly string[]
  /** The most requests a second that the webhook accepts from it. */
  readonly throttle?: number
  /** Undefined: it warns. */
  readonly opposite?: Opposite
}

/** By the source's name. */
export type Sources = Readonly<Record<string, SourceSettings>>

/** The settings of a source. Its name comes from a message, and may be one that every object has. */
export const settingsOf = (sources: Sources, source: string): SourceSettings =>
  (Object.hasOwn(sources, source) ? sources[source] : undefined) ?? {}

/**
 * Beginnings of our own ids that look like a source: those of positions that were taken over, and of unreadable
 * messages.
 */
export const ownSources: readonly string[] = ['adopted', 'message']

/** What a source may be called. */
export const isSourceName = (name: string): boolean =>
  /^[\w.:/-]{1,64}$/.test(name) && !ownSources.includes(name)
