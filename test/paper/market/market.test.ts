import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { PriceStep } from '#paper/ports.ts'
import { findFundingFiles } from '../../../infra/local/market/funding.ts'
import { type MarketOptions, openMarket } from '../../../infra/local/market/market.ts'
import { type Bar, DAY, type Folder, MINUTE, rows, temporaryFolder } from './market-files.ts'

const calm: Bar = ['2000.00', '2000.80', '1999.60', '2000.20', '61']
const fast: Bar = ['2000.20', '2001.00', '1940.00', '1941.00', '6000']
const after: Bar = ['1941.00', '1942.00', '1940.50', '1941.50', '61']
/** A quarter of an hour: calm minutes, a fall of 3 % in the eleventh, one minute that was not recorded. */
const recording = [...Array(10).fill(calm), fast, after, undefined, after, after] as (Bar | undefined)[]
const END = DAY + recording.length * MINUTE - 1000

let folder: Folder
let klines: string
beforeAll(() => {
  folder = temporaryFolder()
  klines = folder.write('ETHUSDT-1m-2025-02-03.csv', rows(recording))
})
afterAll(() => folder.remove())

const open = (options: Partial<MarketOptions> = {}) => {
  const market = openMarket({ klines: [klines], tickSizes: { ETHUSDT: '0.010' }, ...options })
  const symbol = market.symbol('ETHUSDT')
  if (!symbol) throw new Error('the recording has no ETHUSDT')
  return { market, symbol, all: symbol.steps(DAY - 1, END) }
}
const bp = (step: PriceStep, distance: number) => (Math.abs(distance) / Number(step.last)) * 10_000
const basisBp = (step: PriceStep) => bp(step, Number(step.last) - Number(step.mark))
const spreadBp = (step: PriceStep) => bp(step, Number(step.ask) - Number(step.bid))
const minuteOf = (all: readonly PriceStep[], minute: number) =>
  all.filter(step => step.time >= DAY + minute * MINUTE && step.time < DAY + (minute + 1) * MINUTE)
const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length

describe('a recorded market', () => {
  test('has a step every second, from the first candle to the end of the last', () => {
    const { market, all } = open()
    expect([market.from, market.to]).toEqual([DAY, END])
    expect(all).toHaveLength(14 * 60)
    expect(minuteOf(all, 0).map(step => step.time - DAY)).toEqual(
      Array.from({ length: 60 }, (_, n) => n * 1000),
    )
  })

  test('can be finer than a second', () => {
    const { all } = open({ stepMs: 250 })
    expect(all[1]?.time).toBe(DAY + 250)
    expect(minuteOf(all, 10)).toHaveLength(240)
    expect(() => open({ stepMs: 7000 })).toThrow(
      /stepMs: expected a divisor of 60000 from 1 to 1000, got 7000/,
    )
  })

  test('knows where it was not recorded, and stands still there', () => {
    const { market, symbol } = open()
    const gap = { symbol: 'ETHUSDT', from: DAY + 12 * MINUTE, to: DAY + 13 * MINUTE }
    expect(market.gaps).toEqual([gap])
    expect(symbol.steps(gap.from - 1, gap.to - 1)).toEqual([])
    expect(symbol.latest(gap.from + 30_000)).toEqual(symbol.latest(gap.from - 1))
  })

  test('knows nothing before it begins, and keeps its last price after it ends', () => {
    const { symbol } = open()
    expect(symbol.latest(DAY - 1)).toBeUndefined()
    expect(symbol.steps(DAY - MINUTE, DAY - 1)).toEqual([])
    expect(symbol.latest(END + 3_600_000)).toMatchObject({ time: END, last: '1941.50' })
    expect(symbol.steps(END, END + 3_600_000)).toEqual([])
  })

  test('is cut to the given window', () => {
    const { market } = open({ from: DAY + 2 * MINUTE, to: DAY + 4 * MINUTE })
    expect([market.from, market.to]).toEqual([DAY + 2 * MINUTE, DAY + 4 * MINUTE - 1000])
  })

  test('gives the same steps through its feed, and none for a symbol it does not have', async () => {
    const { market, symbol } = open()
    expect(await market.feed.steps('ETHUSDT', DAY, DAY + MINUTE)).toEqual(symbol.steps(DAY, DAY + MINUTE))
    expect(await market.feed.latest('ETHUSDT', DAY)).toEqual(symbol.latest(DAY))
    expect(await market.feed.latest('BTCUSDT', DAY)).toBeUndefined()
    expect(await market.feed.steps('BTCUSDT', DAY, DAY + MINUTE)).toEqual([])
  })

  test('trades the volume of each candle', () => {
    const { all } = open()
    const volume = (minute: number) =>
      minuteOf(all, minute).reduce((sum, step) => sum + Number(step.volume), 0)
    expect([volume(0), volume(10)]).toEqual([61, 6000])
  })

  test.prop([fc.integer({ min: -90, max: 990 }), fc.integer({ min: 0, max: 990 })])(
    'any instant can be requested first: ranges and single looks agree with the whole',
    (start, length) => {
      const { symbol, all } = open()
      const from = DAY + start * 1000 + 300
      const to = from + length * 1000
      const fresh = open().symbol
      expect(fresh.steps(from, to)).toEqual(all.filter(step => step.time > from && step.time <= to))
      expect(open().symbol.latest(to)).toEqual(all.findLast(step => step.time <= to))
      expect(symbol.latest(to)).toEqual(fresh.latest(to))
    },
  )

  test('both orders of high and low touch the same prices at other times', () => {
    const lasts = (['adverse-first', 'favourable-first'] as const).map(path =>
      minuteOf(open({ path }).all, 10).map(step => Number(step.last)),
    )
    expect(lasts[0]).not.toEqual(lasts[1])
    for (const prices of lasts) expect([Math.max(...prices), Math.min(...prices)]).toEqual([2001, 1940])
    const lowAt = lasts.map(prices => prices.indexOf(1940))
    expect(lowAt[0]).toBeGreaterThan(lowAt[1] ?? 0)
  })
})

describe('last, mark and book', () => {
  test('differ: the mark is seeded, the same for the same seed', () => {
    const marks = (seed: number) => open({ seed }).all.map(step => step.mark)
    expect(marks(7)).toEqual(marks(7))
    expect(marks(7)).not.toEqual(marks(8))
    expect(open({ seed: 7 }).all.map(step => step.last)).toEqual(open({ seed: 8 }).all.map(step => step.last))
  })

  test.prop([fc.integer()])('a calm market has a basis of about a basis point, to both sides', seed => {
    const quietSteps = open({ seed }).all.filter(step => step.time < DAY + 10 * MINUTE)
    expect(mean(quietSteps.map(basisBp))).toBeGreaterThan(0.3)
    expect(mean(quietSteps.map(basisBp))).toBeLessThan(1.2)
    expect(Math.max(...quietSteps.map(basisBp))).toBeLessThan(2)
    const signed = mean(quietSteps.map(step => Number(step.last) - Number(step.mark)))
    expect(bp({ last: '2000' } as PriceStep, signed)).toBeLessThan(0.8)
  })

  test('in a minute of 3 % the mark trails the last price by tens of basis points', () => {
    const falling = minuteOf(open().all, 10).slice(20, 50)
    expect(mean(falling.map(basisBp))).toBeGreaterThan(20)
    for (const step of falling) expect(Number(step.mark)).toBeGreaterThan(Number(step.last))
  })

  test('the book is at least a basis point wide, wider in fast minutes, with the last price inside', () => {
    const { all } = open()
    for (const step of all) {
      expect(spreadBp(step)).toBeGreaterThanOrEqual(1)
      expect(Number(step.bid)).toBeLessThanOrEqual(Number(step.last))
      expect(Number(step.ask)).toBeGreaterThanOrEqual(Number(step.last))
    }
    expect(mean(minuteOf(all, 5).map(spreadBp))).toBeLessThan(1.2)
    expect(mean(minuteOf(all, 10).map(spreadBp))).toBeGreaterThan(8)
  })

  test.each(['0.01', '0.05', '0.50', '5'])(
    'bid and ask are on the tick of %s, at least one tick apart',
    tick => {
      for (const step of open({ tickSizes: { ETHUSDT: tick } }).all) {
        const ticks = (price: string) => Number(price) / Number(tick)
        expect(ticks(step.bid)).toBeCloseTo(Math.round(ticks(step.bid)), 6)
        expect(ticks(step.ask)).toBeCloseTo(Math.round(ticks(step.ask)), 6)
        expect(ticks(step.ask) - ticks(step.bid)).toBeGreaterThan(0.99)
      }
    },
  )

  test('at 30x the room for an entry covers twice spread and basis in a calm minute, but not in a minute of 3 %', () => {
    const { all } = open()
    const stands = (step: PriceStep) => 6.67 >= 2 * (spreadBp(step) + basisBp(step))
    expect(minuteOf(all, 5).every(stands)).toBe(true)
    expect(minuteOf(all, 10).slice(10).some(stands)).toBe(false)
  })

  test('recorded mark klines are followed instead of the seeded basis, minute by minute', () => {
    const other = temporaryFolder()
    const last = other.write('ETHUSDT-1m-a.csv', rows([calm, calm]))
    const mark = other.write('ETHUSDT-markPrice-1m-a.csv', rows([['2001.123', '2001.5', '1999.9', '2000.4']]))
    const steps =
      openMarket({ klines: [last, mark], tickSizes: { ETHUSDT: '0.01' } })
        .symbol('ETHUSDT')
        ?.steps(DAY - 1, DAY + 2 * MINUTE) ?? []
    other.remove()
    const marks = steps.slice(0, 60).map(step => Number(step.mark))
    expect([marks[0], Math.min(...marks), Math.max(...marks), marks.at(-1)]).toEqual([
      2001.123, 1999.9, 2001.5, 2000.4,
    ])
    const turn = (prices: number[], low: number) => prices.indexOf(low)
    expect(turn(marks, 1999.9)).toBe(
      turn(
        steps.slice(0, 60).map(step => Number(step.last)),
        1999.6,
      ),
    )
    expect(mean(steps.slice(60).map(basisBp))).toBeLessThan(2)
  })
})

describe('funding', () => {
  const paidIn = (lines: string[], name = 'ETHUSDT-2025-02.csv') => {
    const file = folder.write(name, lines)
    return open({ funding: [file] }).all.flatMap(({ time, fundingRate }) =>
      fundingRate === undefined ? [] : [[(time - DAY) / 1000, fundingRate]],
    )
  }
  const fundingHeader = 'funding_time,symbol,funding_rate'

  test('is paid at the step of its time, or at the first one after it', () => {
    const lines = [
      fundingHeader,
      `${DAY + MINUTE},ETHUSDT,0.0001`,
      `${DAY + 3 * MINUTE + 1},ETHUSDT,-0.00002`,
    ]
    expect(paidIn(lines)).toEqual([
      [60, '0.0001'],
      [181, '-0.00002'],
    ])
  })

  test('that fell into a gap is paid when the market goes on', () => {
    expect(paidIn([fundingHeader, `${DAY + 12 * MINUTE + 5000},ETHUSDT,0.0003`])).toEqual([
      [13 * 60, '0.0003'],
    ])
  })

  test('of other symbols or other times is not paid', () => {
    const lines = [
      fundingHeader,
      `${DAY + MINUTE},SOLUSDT,0.1`,
      `${DAY - MINUTE},ETHUSDT,0.1`,
      `${END + MINUTE},ETHUSDT,1`,
    ]
    expect(paidIn(lines)).toEqual([])
  })

  test("is read from the archive's own layout", () => {
    const lines = ['calc_time,funding_interval_hours,last_funding_rate', `${DAY + MINUTE},8,-7.1e-6`]
    expect(paidIn(lines, 'ETHUSDT-fundingRate-2025-02.csv')).toEqual([[60, '-0.0000071']])
  })

  test('is found in a folder, beside klines and what is no table', () => {
    for (const inside of ['funding', 'none']) mkdirSync(join(folder.path, inside))
    const name = 'funding/ETHUSDT-fundingRate-2025-02.csv.gz'
    for (const other of ['funding/ETHUSDT-1m-2025-02.csv', 'funding/notes.txt']) folder.write(other, [])
    const file = folder.write(name, [fundingHeader, `${DAY + MINUTE},ETHUSDT,0.0001`])
    expect(findFundingFiles(join(folder.path, 'funding'))).toEqual([file])
    expect(findFundingFiles(file)).toEqual([file])
    folder.write('none/ETHUSDT-1m-2025-02.csv', [])
    expect(() => findFundingFiles(join(folder.path, 'none'))).toThrow(/expected funding rates.*found none/)
    expect(() => findFundingFiles(join(folder.path, 'nowhere'))).toThrow(/no such file or folder/)
  })

  test('that cannot be read is refused with file and line', () => {
    expect(() => paidIn([`${DAY},ETHUSDT,0.1`])).toThrow(
      /line 1: expected the columns funding_time, symbol, funding_rate/,
    )
    expect(() => paidIn([fundingHeader, `${DAY},ETHUSDT,much`])).toThrow(
      /line 2: expected a funding rate .* got "much"/,
    )
    expect(() => paidIn([fundingHeader, 'noon,ETHUSDT,0.1'])).toThrow(/line 2: expected a time .* got "noon"/)
  })
})
