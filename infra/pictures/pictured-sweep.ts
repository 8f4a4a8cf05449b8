/** How a value is read: money in the page's asset, a share as per cent, or a number. */
export type ValueUnit = 'money' | 'share' | 'number'

/** One value of each setting that was swept. */
export type PicturedSet = Readonly<Record<string, string>>

/** All that a page of a sweep shows. Times in milliseconds; what is drawn are numbers. */
export interface PicturedSweep {
  readonly title: string
  readonly asset: string
  readonly from: number
  readonly to: number
  /** What sets were chosen by. */
  readonly objective: { readonly name: string; readonly unit: ValueUnit }
  /** What the best is worth, in words. */
  readonly luck: string
  readonly isBeyondChance: boolean
  readonly settings: readonly { readonly name: string; readonly values: readonly string[] }[]
  /** The best first. */
  readonly tries: readonly PicturedTry[]
  readonly windows: readonly PicturedWindow[]
  /** All windows together, out of sample. */
  readonly outOfSample: { readonly trades: number; readonly net: string; readonly value?: number }
}

export interface PicturedTry {
  readonly set: PicturedSet
  /** By the objective; absent where its trades are too few, or do not tell. */
  readonly value?: number
  readonly trades: number
  readonly winRate?: string
  readonly ofMargin?: string
  readonly net: string
  readonly drawdown: string
  /** Promises that did not hold. */
  readonly broken: readonly string[]
}

/** A window, what was best before it, and what that came to in it. */
export interface PicturedWindow {
  readonly from: number
  readonly to: number
  readonly set?: PicturedSet
  readonly inSample?: number
  readonly outOfSample?: number
  readonly trades?: number
  readonly net?: string
}
