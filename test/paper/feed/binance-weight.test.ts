import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { crash, eth, lasts, type RecordedBinance, range, startRecordedBinance } from './recorded-binance.ts'

let binance: RecordedBinance
beforeAll(async () => {
  binance = await startRecordedBinance()
})
afterAll(() => binance.close())
beforeEach(() => binance.begin())

describe('request weight', () => {
  test('a look costs 9, and one within the same second nothing', async () => {
    const feed = binance.openFeed()
    const look = () => feed.steps('ETHUSDT', crash + 59_000, binance.clock.now())
    await look()
    expect(binance.weight()).toBe(9)
    binance.clock.advance(900)
    await feed.latest('ETHUSDT', binance.clock.now())
    await look()
    expect(binance.weight()).toBe(9)
    binance.clock.advance(100)
    await look()
    expect(binance.weight()).toBe(18)
  })

  test('a caller that accepts an older look pays nothing', async () => {
    const feed = binance.openFeed()
    const look = (slackMs?: number) => feed.steps('ETHUSDT', crash + 59_000, binance.clock.now(), slackMs)
    await look()
    binance.clock.advance(2_900)
    await look(3_000)
    expect(binance.weight()).toBe(9)
    await look()
    expect(binance.weight()).toBe(18)
  })

  test('a price without a past is a quote, at 4', async () => {
    const feed = binance.openFeed()
    await feed.latest('ETHUSDT', binance.clock.now())
    expect(binance.weight()).toBe(4)
  })

  test('simultaneous looks are one look, and the past is not read again', async () => {
    const feed = binance.openFeed()
    await feed.steps('ETHUSDT', crash + 50_000, crash + 60_000)
    binance.clock.advance(10_000)
    binance.forget()
    await Promise.all(
      Array.from({ length: 5 }, () => feed.steps('ETHUSDT', crash + 55_000, binance.clock.now())),
    )
    await feed.steps('ETHUSDT', crash + 51_000, crash + 59_000)
    expect(binance.weight()).toBe(9)
  })

  test('is what the server of the recording counts', async () => {
    const feed = binance.openFeed()
    const used = async () => {
      const { headers } = await fetch(`${binance.url}/fapi/v1/time`)
      return Number(headers.get('x-mbx-used-weight-1m'))
    }
    const before = await used()
    await feed.steps('ETHUSDT', crash + 50_000, binance.clock.now())
    expect((await used()) - before).toBe(9 + 1)
  })

  test('trades between two reads within a second are in the next one', async () => {
    const feed = binance.openFeed()
    await feed.steps('ETHUSDT', crash + 50_000, crash + 60_000)
    binance.clock.advance(900)
    const still = await feed.steps('ETHUSDT', crash + 60_000, binance.clock.now())
    binance.clock.advance(100)
    const then = await feed.steps('ETHUSDT', crash + 60_000, binance.clock.now())
    expect(still).toEqual([])
    expect(lasts(then)).toEqual(
      expect.arrayContaining(range(eth?.steps(crash + 60_000, crash + 61_000) ?? [])),
    )
  })
})
