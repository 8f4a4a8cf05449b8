import { type DecimalString, dec } from '#domain/decimal.ts'

/** The spread of net results of the same signals over several paths. */
export interface Spread {
  readonly paths: number
  /** The number of paths that made money. */
  readonly won: number
  readonly least: DecimalString
  /** The 5th and the 95th percentile: the value at that rank, so each is the result of some path. */
  readonly low: DecimalString
  readonly high: DecimalString
  /** Of an even number of paths it is the mean of the two in the middle. */
  readonly median: DecimalString
  readonly greatest: DecimalString
}

/** The spread of net results; undefined if there are none. */
export function spreadOf(nets: readonly DecimalString[]): Spread | undefined {
  const paths = nets.length
  if (paths === 0) return undefined
  const sorted = nets.map(dec).sort((a, b) => a.cmp(b))
  const at = (rank: number) => sorted[rank] ?? dec(0)
  const percentile = (share: number) => at(Math.ceil(share * paths) - 1).toFixed()
  return {
    paths,
    won: sorted.filter(net => net.gt(0)).length,
    least: at(0).toFixed(),
    low: percentile(0.05),
    high: percentile(0.95),
    median: at(Math.ceil(paths / 2) - 1)
      .plus(at(Math.floor(paths / 2)))
      .div(2)
      .toFixed(),
    greatest: at(paths - 1).toFixed(),
  }
}
