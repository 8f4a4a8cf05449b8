import { fc } from '@fast-check/vitest'
import { dec, toMultiple } from '#domain/decimal.ts'
import type { Look } from '#domain/look.ts'
import { priceDistance } from '#domain/margin.ts'
import type { OpenPosition } from '#domain/position.ts'
import { type Side, sign } from '#domain/side.ts'
import { anOpenPosition, settings } from './builders.ts'
import { market } from './market.ts'

/** One price of a path, and how far the moves get before the next price comes. */
export interface Step {
  /** Change of the margin PnL: 0.01 is 1 %. */
  readonly change: number
  /** Moves that are carried out until the price moves on, by when a crash may have come. */
  readonly moves: number
  readonly crash?: 'before the request' | 'after the request' | undefined
  readonly sentiment?: Look['sentiment']
}

export interface Scenario {
  readonly position: OpenPosition
  readonly steps: readonly Step[]
}

const step: fc.Arbitrary<Step> = fc.record(
  {
    change: fc
      .oneof(
        { weight: 6, arbitrary: fc.integer({ min: -12, max: 30 }) },
        { weight: 1, arbitrary: fc.integer({ min: -80, max: 400 }) },
      )
      .map(permille => permille / 1_000),
    moves: fc.oneof(fc.constant(40), fc.nat(14)),
    crash: fc.constantFrom(undefined, 'before the request', 'after the request'),
    sentiment: fc.constantFrom('agrees', 'HOLD', 'opposes'),
  },
  { requiredKeys: ['change', 'moves'] },
)
export const steps = fc.array(step, { maxLength: 25 })

export const side = fc.constantFrom<Side>('long', 'short')

/** Positions on real symbols whose first stop is at least five ticks away, as the executor demands. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    side,
    traded: fc.constantFrom(...market),
    leverage: fc.constantFrom(5, 20, 30, 75, 125),
    lots: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 100_000 })),
    funding: fc.integer({ min: -30, max: 30 }),
    alone: fc.boolean(),
    steps,
  })
  .filter(({ traded, leverage }) =>
    priceDistance(dec(traded.price), dec(settings.stopLossPct), leverage).gte(
      dec(traded.rules.tickSize).times(5),
    ),
  )
  .map(({ side, traded, leverage, lots, funding, alone, steps }) => {
    const quantity = dec(traded.rules.stepSize).times(lots)
    const margin = quantity.times(traded.price).div(leverage)
    const position = anOpenPosition({
      side,
      leverage,
      rules: traded.rules,
      entryPrice: traded.price,
      entryQuantity: quantity.toFixed(),
      openQuantity: quantity.toFixed(),
      funding: margin.times(funding).div(1_000).toFixed(),
      ...(alone && { algoReduceOnlyRefused: true }),
    })
    return { position, steps }
  })

/** The marks of a path, on the tick. */
export function* marksOf({ position, steps }: Scenario) {
  let pnl = 0
  for (const { change, ...rest } of steps) {
    pnl += change
    yield { ...rest, mark: markAt(position, pnl) }
  }
}

/** Rounded as a distance from the entry, so that mirrored positions see mirrored marks. */
function markAt({ side, entryPrice, leverage, rules }: OpenPosition, pnl: number) {
  const distance = priceDistance(dec(entryPrice), dec(pnl), leverage)
  return dec(entryPrice).plus(toMultiple(distance, dec(rules.tickSize), 'down').times(sign(side)))
}
