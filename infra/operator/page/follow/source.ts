import type { Known, What } from '../read/known.ts'

/** A reading that succeeded in part: that part counts, and the failure is shown. */
export class PartlyRead extends Error {
  readonly read: Partial<Known>
  constructor(read: Partial<Known>, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'PartlyRead'
    this.read = read
  }
}

/** Something that is read at its own pace. */
export interface Source {
  readonly what: What
  /** Real milliseconds from one reading to the next. */
  pause(known: Known): number
  /** Throws `PartlyRead` if only a part could be read. */
  read(known: Known): Promise<Partial<Known>>
  /** Sources to read at once because of what this reading found. */
  wakes?(before: Known, after: Known): readonly What[]
}

/** How often to read, by what reading costs for this stack. */
export interface Pace {
  /** Real milliseconds. */
  readonly tableMs: number
  /** For all positions (weight 5). */
  readonly positionsMs: number
  /** For the balance (weight 5). */
  readonly balanceMs: number
  readonly cloudMs: number
  readonly measuredMs: number
  /** Request weight per minute for reading books; candles may spend as much again. */
  readonly weightAMinute: number
  /** Read units per second that the search for signals may spend. */
  readonly unitsASecond: number
}

const second = 1_000

/**
 * On this machine reading costs only time. A deployed table charges for reads, and the exchange counts weight by
 * address. Where the operator function carries requests, that is the functions' own address; on paper each read of the
 * account fetches public prices of everything that is open.
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

/** Pause between readings of this weight that keeps within the weight per minute. */
export const pauseFor = (weight: number, weightAMinute: number, least: number): number =>
  Math.max(least, (weight * 60_000) / weightAMinute)
