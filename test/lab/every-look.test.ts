import { expect, test } from 'vitest'
import { playRandomMarket } from './random-market.ts'

test.each([
  [2, false],
  [7, false],
  [42, true],
])(
  'random market %i gives the same result without the looks that provably hold',
  async (seed, locksByStops) => {
    const { every, few } = await playRandomMarket(seed)
    expect(every.looks.quiet).toBe(0)
    expect(few.looks.quiet).toBeGreaterThan(10)
    const { verdicts } = few.records
    expect(verdicts.some(({ reason }) => reason === 'stoploss-guard')).toBe(locksByStops)
    const { looks: _, ...came } = few
    const { looks: __, ...expected } = every
    expect(JSON.stringify(came)).toBe(JSON.stringify(expected))
  },
)
