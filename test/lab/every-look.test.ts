import { expect, test } from 'vitest'
import { playRandomMarket } from './random-market.ts'

test.each([2, 7, 42])(
  'random market %i comes to the same without the looks that provably hold',
  async seed => {
    const { every, few } = await playRandomMarket(seed)
    expect(every.looks.quiet).toBe(0)
    expect(few.looks.quiet).toBeGreaterThan(10)
    const { looks: _, ...came } = few
    const { looks: __, ...expected } = every
    expect(JSON.stringify(came)).toBe(JSON.stringify(expected))
  },
)
