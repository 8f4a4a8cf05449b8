import { expect, test } from 'vitest'
import { playRandomMarket } from './random-market.ts'

test.each([
  [2, 'no protection'],
  [7, 'no protection'],
  [42, 'protections'],
])(
  'random market %i, where %s locks, comes to the same without the looks that provably hold',
  async (seed, locked) => {
    const { every, few } = await playRandomMarket(seed)
    expect(every.looks.quiet).toBe(0)
    expect(few.looks.quiet).toBeGreaterThan(10)
    const { verdicts } = few.records
    const isLocked = verdicts.some(({ reason }) => reason === 'stoploss-guard')
    expect(isLocked ? 'protections' : 'no protection').toBe(locked)
    const { looks: _, ...came } = few
    const { looks: __, ...expected } = every
    expect(JSON.stringify(came)).toBe(JSON.stringify(expected))
  },
)
