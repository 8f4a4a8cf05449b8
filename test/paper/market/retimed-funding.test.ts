import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shippedRules } from '#paper/rules/shipped.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { type Market, openMarket } from '../../../infra/local/market/market.ts'
import { createMemoryStore } from '../../../infra/local/market/memory-store.ts'
import { retimedFeed } from '../../../infra/local/market/retimed-feed.ts'
import { signed, virtualClock } from '../builder.ts'
import { type Bar, DAY, type Folder, MINUTE, rows, temporaryFolder } from './market-files.ts'

const HOUR = 60 * MINUTE
const WEEK = 7 * 24 * HOUR
/** Three hours with two unrecorded minutes, in which a payment falls. */
const still: Bar = ['2000.00', '2000.00', '2000.00', '2000.00', '60']
const recording = Array.from({ length: 180 }, (_, index) =>
  index === 90 || index === 91 ? undefined : still,
)
/** Not on the second, as Binance's are not, and one in the hole. */
const due = [HOUR + 7, 90 * MINUTE + 30_000, 2 * HOUR + 3]

let folder: Folder
let market: Market
beforeAll(() => {
  folder = temporaryFolder()
  const klines = folder.write('ETHUSDT-1m-2025-02-03.csv', rows(recording))
  const paid = due.map((time, index) => `${DAY + time},8,0.000${index + 1}`)
  const funding = folder.write('ETHUSDT-fundingRate-2025-02.csv', [
    'calc_time,funding_interval_hours,last_funding_rate',
    ...paid,
  ])
  market = openMarket({ klines: [klines], funding: [funding], tickSizes: { ETHUSDT: '0.01' } })
})
afterAll(() => folder.remove())

/** A venue that plays the recording from its first half hour on, at a time that is on no grid. */
function venueFrom(speed: number, weeksLater = 0) {
  const clock = virtualClock(DAY + 1000 * HOUR + 12_345)
  const timing = { marketStart: DAY + 30 * MINUTE, startAt: clock.now(), speed }
  const settings = { ...defaultPaperSettings, latencyMs: 0 }
  const feed = retimedFeed(market.feed, timing)
  clock.advance(weeksLater * WEEK)
  const venue = createPaperVenue({ store: createMemoryStore(), feed, clock, rules: shippedRules, settings })
  const send = async (method: string, path: string, more: Record<string, string | number> = {}) => {
    const asked = signed(method, path, { symbol: 'ETHUSDT', ...more }, settings, clock.now())
    // biome-ignore lint/suspicious/noExplicitAny: bodies of the wire are looked at field by field
    return (await venue.fetch(...asked)).json() as Promise<any>
  }
  return { clock, send }
}

describe('funding of a recording that is shown at another time', () => {
  test.each([1, 7, 60])(
    'is charged at the announced time, and reported so afterwards, at speed %d',
    async speed => {
      const { clock, send } = venueFrom(speed)
      await send('POST', '/v1/order', { side: 'BUY', type: 'MARKET', quantity: '1' })
      const told: number[] = []
      for (const _ of due) {
        const { nextFundingTime } = await send('GET', '/v1/premiumIndex')
        clock.advance(nextFundingTime - 1 - clock.now())
        expect(await send('GET', '/v1/income', { incomeType: 'FUNDING_FEE' })).toHaveLength(told.length)
        told.push(nextFundingTime)
        clock.advance(1)
        const charged = await send('GET', '/v1/income', { incomeType: 'FUNDING_FEE' })
        expect(charged.map((each: { time: number }) => each.time)).toEqual(told)
      }
      const paid = await send('GET', '/v1/fundingRate')
      expect(paid.map((each: { fundingTime: number }) => each.fundingTime)).toEqual(told)
      expect(paid.map((each: { fundingRate: string }) => each.fundingRate)).toEqual([
        '0.00010000',
        '0.00020000',
        '0.00030000',
      ])
      expect((await send('GET', '/v1/premiumIndex')).lastFundingRate).toBe('0.00030000')
    },
  )

  test('is known as far back as it was recorded, and follows the grid of the rules once none is left', async () => {
    const { clock, send } = venueFrom(1, 3)
    const paid = await send('GET', '/v1/fundingRate')
    expect(paid).toHaveLength(3)
    expect(paid[0]).toMatchObject({ markPrice: expect.stringMatching(/^(1999|2000)\./) })
    expect(await send('GET', '/v1/fundingRate', { limit: 1 })).toEqual(paid.slice(-1))
    expect(await send('GET', '/v1/fundingRate', { startTime: paid[1].fundingTime, limit: 1 })).toEqual([
      paid[1],
    ])
    const { nextFundingTime } = await send('GET', '/v1/premiumIndex')
    expect(nextFundingTime).toBe((Math.floor(clock.now() / (8 * HOUR)) + 1) * 8 * HOUR)
  })
})
