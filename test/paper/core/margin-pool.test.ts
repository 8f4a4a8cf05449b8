import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { dec } from '#domain/decimal.ts'
import type { SymbolMargin } from '#paper/core/margin.ts'
import { othersPooled, pooled } from '#paper/core/margin-pool.ts'

const amount = fc.integer({ min: -1_000_000, max: 1_000_000 }).map(units => dec(units).div(1000))
const margin: fc.Arbitrary<SymbolMargin> = fc.record({
  isolated: fc.boolean(),
  net: amount,
  isolatedWallet: amount,
  unrealizedPnl: amount,
  positionMargin: amount,
  openOrderMargin: amount,
  maintenance: amount,
  positions: fc.constant([]),
})

/** Sums by kind of margin; a missing pool counts as 0. */
const sums = (pools: readonly SymbolMargin[]) =>
  [true, false].map(isolated => {
    const own = pools.find(each => each.isolated === isolated)
    return [own?.net, own?.isolatedWallet, own?.unrealizedPnl, own?.positionMargin, own?.openOrderMargin]
      .concat([own?.maintenance])
      .map(each => (each ?? dec(0)).toFixed())
  })

test.prop([fc.array(margin, { maxLength: 12 })])(
  'the pooled margin behind each symbol equals the sum of all others',
  margins => {
    const others = othersPooled(margins)
    expect(others.map(sums)).toEqual(
      margins.map((_, place) => sums(pooled(margins.filter((_, other) => other !== place)))),
    )
  },
)
