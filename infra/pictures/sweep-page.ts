import { pageOf } from './page.ts'
import type { PicturedSweep } from './pictured-sweep.ts'

/** A sweep as one file that opens without a network. */
export const sweepPage = (pictured: PicturedSweep): string =>
  pageOf({ title: 'Quantum Trader sweep', code: 'sweep.ts', libraries: [], data: pictured })
