/** A value's kind: money in the page's asset, a share as per cent, or a number. */
export type ValueUnit = 'money' | 'share' | 'number'

/** One value of each swept setting. */
export type PicturedSet = Readonly<Record<string, string>>

/** Everything that a sweep's page shows. Times in milliseconds; drawn values are numbers. */
export interface PicturedSweep {
  readonly title: string
  readonly asset: string
  readonly from: number
  readonly to: number
  /** The objective that sets were chosen by. */
  readonly objective: { readonly name: string; readonly unit: ValueUnit }
  /** How much the best set's result means, in words. */
  readonly luck: string
  readonly isBeyondChance: boolean
  readonly settings: readonly { readonly name: string; readonly values: readonly string[] }[]
  /** Best first. */
  readonly tries: readonly PicturedTry[]
  readonly windows: readonly PicturedWindow[]
  /** All windows together, out of sample. */
  readonly outOfSample: { readonly trades: number; readonly net: string; readonly value?: number }
}

export interface PicturedTry {
  readonly set: PicturedSet
  /** The objective's value; absent when the trades are too few or cannot tell. */
  readonly value?: number
  readonly trades: number
  readonly winRate?: string
  readonly ofMargin?: string
  readonly net: string
  readonly drawdown: string
  /** Promises that did not hold. */
  readonly broken: readonly string[]
}

/** A window, the best set before it, and its result in the window. */
export interface PicturedWindow {
  readonly from: number
  readonly to: number
  readonly set?: PicturedSet
  readonly inSample?: number
  readonly outOfSample?: number
  readonly trades?: number
  readonly net?: string
}
