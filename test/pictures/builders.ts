import { figuresOf } from '#figures/figures.ts'
import type { Pictured } from '../../infra/pictures/pictured.ts'
import { aPeriod, start } from '../figures/builders.ts'

/** A page of a day without events. */
export const aPicture = (change: Partial<Pictured> = {}): Pictured => ({
  title: 'ETHUSDT',
  asset: 'USDT',
  figures: figuresOf(aPeriod()),
  remarks: [],
  equity: { from: start, stepMs: 60_000, equity: [10_000], balance: [10_000], fall: [0] },
  trades: [],
  refused: [],
  markets: [],
  ...change,
})
