import { fc } from '@fast-check/vitest'
import type { Candles } from '#strategy/candles.ts'

export const minuteMs = 60_000
/** 2025-02-03T00:00:00Z. */
export const start = Date.UTC(2025, 1, 3)

/** Minutes in a row; an undefined close leaves its minute out. */
export const minutes = (closes: readonly (number | undefined)[]): Candles => ({
  symbol: 'ETHUSDT',
  candleMs: minuteMs,
  candles: closes.flatMap((close, index) =>
    close === undefined ? [] : [{ openTime: start + index * minuteMs, close }],
  ),
})

/** A walk that trends, turns and stands still, with minutes missing here and there. */
export const walks = fc
  .array(
    fc.record({
      drift: fc.integer({ min: -6, max: 6 }),
      length: fc.integer({ min: 1, max: 25 }),
      lost: fc.integer({ min: 0, max: 11 }).map(pick => (pick === 0 ? 1 : 0)),
    }),
    { minLength: 6, maxLength: 20 },
  )
  .map(legs => {
    let price = 2500
    return minutes(
      legs.flatMap(({ drift, length, lost }) => [
        ...Array.from({ length }, (_, step) => {
          price += drift + (drift === 0 ? 0 : (step % 3) - 1)
          return price
        }),
        ...Array.from({ length: lost }, () => undefined),
      ]),
    )
  })
