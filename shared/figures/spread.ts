import { type DecimalString, dec } from '#domain/decimal.ts'

/** The spread of net results of the same signals over several paths. */
export interface Spread {
  readonly paths: number
  /** The number of paths that made money. */
  readonly won: number
  readonly least: DecimalString
  /** The 5th, 50th and 95th percentile: the value at that rank, so each is the result of some path. */
  readonly low: DecimalString
  readonly median: DecimalString
  readonly high: DecimalString
  readonly greatest: DecimalString
}

/** The spread of net results; undefined if there are none. */
export function spreadOf(nets: readonly DecimalString[]): Spread | undefined {
  const paths = nets.length
  if (paths === 0) return undefined
  const sorted = nets.map(dec).sort((a, b) => a.cmp(b))
  const at = (rank: number) => (sorted[rank] ?? dec(0)).toFixed()
  const percentile = (share: number) => at(Math.ceil(share * paths) - 1)
  return {
    paths,
    won: sorted.filter(net => net.gt(0)).length,
    least: at(0),
    low: percentile(0.05),
    median: percentile(0.5),
    high: percentile(0.95),
    greatest: at(paths - 1),
  }
}
