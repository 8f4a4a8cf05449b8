import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PriceStep } from '#paper/ports.ts'
import {
  crash,
  eth,
  market,
  type RecordedBinance,
  range,
  startRecordedBinance,
  volume,
} from './recorded-binance.ts'

let binance: RecordedBinance
beforeAll(async () => {
  binance = await startRecordedBinance()
})
afterAll(() => binance.close())
beforeEach(() => binance.begin())

describe("steps from Binance's public endpoints", () => {
  test('have every wick of the trades, second by second', async () => {
    const steps = await binance.openFeed().steps('ETHUSDT', crash, crash + 60_000)
    for (let second = crash + 1000; second < crash + 60_000; second += 1000) {
      const seen = steps.filter(step => step.time >= second && step.time < second + 1000)
      expect(range(seen)).toEqual(range(eth?.steps(second - 1, second + 999) ?? []))
      expect(seen.length).toBeLessThanOrEqual(3)
    }
  })

  test('are in order, contain all volume, and end with the present market', async () => {
    const steps = await binance.openFeed().steps('ETHUSDT', crash, crash + 60_000)
    const times = steps.map(step => step.time)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(volume(steps)).toBeCloseTo(volume(eth?.steps(crash, crash + 60_000) ?? []), 3)
    const now = eth?.latest(crash + 60_000)
    expect(steps.at(-1)).toMatchObject({ time: crash + 60_000, last: now?.last, mark: now?.mark })
  })

  test('read in two looks, or by another process from its cursor on, contain the same trades', async () => {
    const whole = await binance.openFeed().steps('ETHUSDT', crash, crash + 60_000)
    binance.clock.advance(-40_000)
    const feed = binance.openFeed()
    const first = await feed.steps('ETHUSDT', crash, crash + 20_000)
    binance.clock.advance(40_000)
    const cursor = first.at(-1)?.time ?? 0
    const second = await feed.steps('ETHUSDT', cursor, crash + 60_000)
    const elsewhere = await binance.openFeed().steps('ETHUSDT', cursor, crash + 60_000)
    for (const rest of [second, elsewhere]) {
      expect(range([...first, ...rest])).toEqual(range(whole))
      expect(volume([...first, ...rest])).toBeCloseTo(volume(whole), 3)
    }
  })

  test('have a book that is at least a basis point wide, with the last price inside', async () => {
    for (const { bid, ask, last } of await binance.openFeed().steps('ETHUSDT', crash, crash + 60_000)) {
      expect(Number(ask) - Number(bid)).toBeGreaterThanOrEqual(Number(last) / 10_000)
      expect(Number(bid)).toBeLessThanOrEqual(Number(last))
      expect(Number(ask)).toBeGreaterThanOrEqual(Number(last))
    }
  })

  test('carry the mark from one known basis to the next', async () => {
    binance.clock.advance(-40_000)
    const feed = binance.openFeed()
    const before = (await feed.steps('ETHUSDT', crash + 19_000, crash + 20_000)).at(-1)
    binance.clock.advance(2_000)
    const steps = await feed.steps('ETHUSDT', crash + 20_000, crash + 22_000)
    const basis = (step: PriceStep | undefined) => Number(step?.last) - Number(step?.mark)
    const [low, high] = [basis(before), basis(steps.at(-1))].toSorted((a, b) => a - b)
    expect(low).not.toBe(high)
    expect(steps.length).toBeGreaterThan(3)
    expect(basis(steps[0])).toBeCloseTo(basis(before), 0)
  })

  test("never leave the candles of Binance's mark, and reach what is new in them", async () => {
    const feed = binance.openFeed()
    binance.clock.advance(-60_000)
    const seen: PriceStep[] = []
    for (let second = 0; second < 170; second += 10) {
      binance.clock.advance(10_000)
      seen.push(...(await feed.steps('ETHUSDT', binance.clock.now() - 10_000, binance.clock.now())))
    }
    for (const minute of [crash, crash + 60_000]) {
      const marks = (steps: readonly PriceStep[]) =>
        steps
          .filter(({ time }) => time >= minute && time < minute + 60_000)
          .map(step => Number(step.mark))
          .toSorted((a, b) => a - b)
      const real = marks(eth?.steps(minute - 1, minute + 59_999) ?? [])
      expect([marks(seen).at(0), marks(seen).at(-1)]).toEqual([real.at(0), real.at(-1)])
    }
  })

  test('ignore what the mark did in their first minute before the first look', async () => {
    binance.clock.advance(crash + 40_000 - binance.clock.now())
    const steps = await binance.openFeed().steps('ETHUSDT', crash + 35_000, binance.clock.now())
    const marks = (all: readonly PriceStep[]) => all.map(step => Number(step.mark))
    const minute = marks(eth?.steps(crash - 1, binance.clock.now()) ?? [])
    const own = marks(eth?.steps(crash + 35_000, binance.clock.now()) ?? [])
    expect(Math.max(...own)).toBeLessThan(Math.max(...minute))
    expect(Math.max(...marks(steps))).toBeLessThan(Math.max(...minute))
  })

  test('pay funding once, at its time', async () => {
    const paid = (steps: readonly PriceStep[]) =>
      steps.flatMap(({ time, fundingRate }) => (fundingRate ? [[time - crash, fundingRate]] : []))
    const feed = binance.openFeed()
    expect(paid(await feed.steps('ETHUSDT', crash, crash + 60_000))).toEqual([[30_000, '0.0001']])
    binance.clock.advance(20_000)
    expect(paid(await feed.steps('ETHUSDT', crash + 60_000, crash + 80_000))).toEqual([])
    binance.clock.advance(20_000)
    expect(paid(await feed.steps('ETHUSDT', crash + 80_000, crash + 100_000))).toEqual([[90_000, '-0.0002']])
    expect(binance.askedFor('fundingRate')).toHaveLength(2)
  })

  test('that are published late are paid when they are published', async () => {
    const feed = binance.openFeed(url =>
      url.includes('fundingRate') && binance.clock.now() < crash + 105_000 ? Response.json([]) : undefined,
    )
    await feed.steps('ETHUSDT', crash + 50_000, crash + 60_000)
    binance.clock.advance(40_000)
    const early = await feed.steps('ETHUSDT', crash + 60_000, crash + 100_000)
    expect(early.some(step => step.fundingRate)).toBe(false)
    binance.clock.advance(10_000)
    const late = await feed.steps('ETHUSDT', crash + 100_000, crash + 110_000)
    expect(late.filter(step => step.fundingRate).map(step => step.fundingRate)).toEqual(['-0.0002'])
  })

  test('after a pause of an hour come from candles, with every extreme and little weight', async () => {
    const start = crash - 3_600_000
    const steps = await binance.openFeed().steps('ETHUSDT', start, crash + 60_000)
    expect(range(steps)).toEqual(range(eth?.steps(start, crash + 60_000) ?? []))
    expect(binance.weight()).toBeLessThan(60)
  })

  test('after a pause that ends in silence are read on from its end, not from the last known trade', async () => {
    const feed = binance.openFeed()
    await feed.latest('SOLUSDT', binance.clock.now())
    binance.clock.advance(market.to + 90_000 - binance.clock.now())
    await feed.latest('SOLUSDT', binance.clock.now())
    binance.forget()
    binance.clock.advance(2_000)
    const steps = await feed.steps('SOLUSDT', binance.clock.now() - 2_000, binance.clock.now())
    expect([steps.length, binance.weight()]).toEqual([1, 9])
  })

  test('from before the tape come from candles, and leave the tape as it was', async () => {
    const feed = binance.openFeed()
    const told = await feed.steps('ETHUSDT', crash + 30_000, crash + 60_000)
    const start = crash - 1_800_000
    const longer = await feed.steps('ETHUSDT', start, crash + 60_000)
    expect(longer.slice(-told.length)).toEqual(told)
    expect(range(longer)).toEqual(range(eth?.steps(start, crash + 60_000) ?? []))
    expect(Number((await feed.latest('ETHUSDT', start + 90_000))?.time)).toBeLessThanOrEqual(start + 90_000)
  })

  test('stand still while nothing trades', async () => {
    binance.clock.advance(market.to + 30_000 - binance.clock.now())
    const steps = await binance.openFeed().steps('SOLUSDT', binance.clock.now() - 10_000, binance.clock.now())
    expect(new Set(steps.map(step => step.last))).toEqual(
      new Set([market.symbol('SOLUSDT')?.latest(market.to)?.last]),
    )
    expect(volume(steps)).toBe(0)
  })
})
