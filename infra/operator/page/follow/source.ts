import type { Known, What } from '../read/known.ts'

/** A reading that has a part of what it was to read: that part counts, and what went wrong is told. */
export class PartlyRead extends Error {
  readonly read: Partial<Known>
  constructor(read: Partial<Known>, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'PartlyRead'
    this.read = read
  }
}

/** One of the things that are read, at its own pace. */
export interface Source {
  readonly what: What
  /** Real milliseconds from one reading to the next. */
  pause(known: Known): number
  /** Throws `PartlyRead` where a part of it could be read. */
  read(known: Known): Promise<Partial<Known>>
  /** What is to be read at once because of what this reading found. */
  wakes?(before: Known, after: Known): readonly What[]
}

/** How often is read, by what a reading costs where the stack is. */
export interface Pace {
  /** Real milliseconds. */
  readonly tableMs: number
  /** Of all positions (weight 5). */
  readonly positionsMs: number
  /** Of the balance (weight 5). */
  readonly balanceMs: number
  readonly cloudMs: number
  readonly measuredMs: number
  /** Request weight that reading the books may spend in a minute, and that of candles as well. */
  readonly weightAMinute: number
  /** Read units of the table that looking for signals may spend in a second. */
  readonly unitsASecond: number
}

const second = 1_000

/**
 * On this machine reading costs nothing but its time. A deployed table is paid by the read, and the exchange counts
 * weight by address: where requests are carried it is the functions' own, and on paper each look at the account reads
 * public prices for all that is open.
 */
export function paceAt(place: {
  readonly local: boolean
  readonly isCarried: boolean
  readonly onPaper: boolean
}): Pace {
  if (place.local)
    return {
      ...{ tableMs: 500, positionsMs: second, balanceMs: 5 * second, cloudMs: 2 * second },
      ...{ measuredMs: 5 * second, weightAMinute: 600, unitsASecond: 1_000 },
    }
  const sparing = place.isCarried || place.onPaper
  return {
    ...{ tableMs: second, cloudMs: 15 * second, measuredMs: 60 * second, unitsASecond: 20 },
    positionsMs: (sparing ? 5 : 2) * second,
    balanceMs: (sparing ? 30 : 10) * second,
    weightAMinute: sparing ? 40 : 120,
  }
}

/** Between two readings that spend so much each, so that a minute's share is not exceeded. */
export const pauseFor = (weight: number, weightAMinute: number, least: number): number =>
  Math.max(least, (weight * 60_000) / weightAMinute)
