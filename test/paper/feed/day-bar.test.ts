import { expect, test } from 'vitest'
import { barOf } from '#paper/feed/bars.ts'
import { priceHistory } from '#paper/feed/price-history.ts'
import type { Bar, BarsAsked, PriceFeed, PriceStep } from '#paper/ports.ts'
import { START, scriptedFeed } from '../builder.ts'

const [MINUTE, HOUR] = [60_000, 3_600_000]
const DAY = 24 * HOUR

/** A price that wanders, every 20 s over two days, with bars and without. */
function twoDays() {
  const scripted = scriptedFeed()
  for (let index = 0; index * 20_000 < 2 * DAY; index++)
    scripted.push('BTCUSDT', START + index * 20_000, {
      last: `${60_000 + ((index * 7919) % 997)}`,
      volume: '0.5',
    })
  let asked = 0
  const barred: PriceFeed = {
    ...scripted,
    begins: () => START,
    bars: async ({ symbol, spans }: BarsAsked) => {
      asked += spans.length
      return Promise.all(
        spans.map(async ({ after, to }) => {
          const steps = await scripted.steps(symbol, after, to)
          return steps.length === 0 ? undefined : barOf(after + 1, steps, 'last', await before(after))
        }),
      )
    },
  }
  const before = (at: number): Promise<PriceStep | undefined> => scripted.latest('BTCUSDT', at)
  return { scripted, barred, asked: () => asked }
}

test.each([
  ['within the first minute', 30_000],
  ['within the first hour', 17 * MINUTE + 1],
  ['at a whole hour', 3 * HOUR],
  ['just before a whole day', DAY - 1],
  ['a day later', DAY],
  ['in the middle of a minute of the second day', DAY + 5 * HOUR + 7 * MINUTE + 31_000],
])('the day, put together from hours and minutes, equals the bar of its steps: %s', async (_, after) => {
  const { scripted, barred } = twoDays()
  const at = START + after
  const [ofBars, ofSteps] = [
    await priceHistory(barred).day('BTCUSDT', at),
    await priceHistory(scripted).day('BTCUSDT', at),
  ]
  const plain = (bar: Bar | undefined) => JSON.parse(JSON.stringify(bar))
  expect(plain(ofBars)).toEqual(plain(ofSteps))
})

test('finished hours and minutes are requested once', async () => {
  const { barred, asked } = twoDays()
  const history = priceHistory(barred)
  const at = START + DAY + 5 * HOUR + 30 * MINUTE
  await history.day('BTCUSDT', at)
  const first = asked()
  const later = await history.day('BTCUSDT', at + 45_000)
  expect(first).toBeGreaterThan(60)
  expect(asked() - first).toBeLessThan(4)
  expect(later).toEqual(await priceHistory(barred).day('BTCUSDT', at + 45_000))
})
