import type { Spread } from '#figures/spread.ts'
import { signed } from './amounts.ts'

/** With fewer paths, nine in ten of them are all of them. */
const manyPaths = 20

/** The spread of results over paths, in lines that fit any terminal. */
export const spreadText = ({ paths, won, least, low, median, high, greatest }: Spread, asset: string) =>
  [
    `${won} of ${paths} paths made money`,
    `${signed(least)} ${asset} at worst, median ${signed(median)}, ${signed(greatest)} at best`,
    ...(paths < manyPaths ? [] : [`nine in ten between ${signed(low)} and ${signed(high)}`]),
  ]
    .map(line => `  ${line}`)
    .join('\n')
