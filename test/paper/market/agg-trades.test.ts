import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openMarket } from '../../../infra/local/market/market.ts'
import { DAY, type Folder, MINUTE, rows, temporaryFolder } from './market-files.ts'

const fixture = new URL('./fixtures/APEUSDT-aggTrades-2024-10-18.csv.gz', import.meta.url).pathname
const start = Date.parse('2024-10-18T12:45:00Z')
const tickSizes = { APEUSDT: '0.0001' }
const header = 'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker'
const trade = (id: number, time: number, price = '2000.10', maker = 'true') =>
  [id, price, '1.5', id, id, time, maker].join(',')

let folder: Folder
beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => folder.remove())
const open = (lines: readonly string[], name = 'ETHUSDT-aggTrades-2025-02-03.csv') =>
  openMarket({ klines: [folder.write(name, lines)], tickSizes: { ETHUSDT: '0.01' }, stepMs: 1 })

describe('recorded trades', () => {
  test('are steps at their times and prices, with the whole volume', () => {
    const market = openMarket({ klines: [fixture], tickSizes, stepMs: 1 })
    const steps = market.symbol('APEUSDT')?.steps(0, market.to) ?? []
    expect(steps.length).toBeGreaterThan(3400)
    expect([market.from, market.to]).toEqual([steps[0]?.time, steps.at(-1)?.time])
    expect(market.from - start).toBeLessThan(MINUTE)
    expect(steps.reduce((sum, step) => sum + Number(step.volume), 0)).toBe(3_617_696)
    const lasts = steps.map(step => Number(step.last))
    expect([Math.min(...lasts), Math.max(...lasts)]).toEqual([0.7181, 0.7295])
  })

  test('of every second only the lowest, the highest and the last count if steps are a second apart', () => {
    const [fine, coarse] = [1, 1000].map(
      stepMs =>
        openMarket({ klines: [fixture], tickSizes, stepMs })
          .symbol('APEUSDT')
          ?.steps(0, start + 2 * 3_600_000) ?? [],
    )
    const range = (steps: typeof fine = []) => {
      const lasts = steps.map(step => Number(step.last))
      return [Math.min(...lasts), Math.max(...lasts)]
    }
    expect(coarse?.length).toBeLessThan(fine?.length ?? 0)
    expect(range(coarse)).toEqual(range(fine))
    const volume = (steps: typeof fine = []) => steps.reduce((sum, step) => sum + Number(step.volume), 0)
    expect(volume(coarse)).toBe(volume(fine))
  })

  test('have a book around them and a mark beside them', () => {
    const market = openMarket({ klines: [fixture], tickSizes, stepMs: 1 })
    for (const step of market.symbol('APEUSDT')?.steps(0, market.to) ?? []) {
      const [last, mark, bid, ask] = [step.last, step.mark, step.bid, step.ask].map(Number)
      expect((ask ?? 0) - (bid ?? 0)).toBeGreaterThan(0.00009)
      expect([bid, ask]).toContain(last)
      expect(Math.abs((last ?? 0) - (mark ?? 0)) / (last ?? 1)).toBeLessThan(0.001)
    }
  })

  test('show which side was hit', () => {
    const market = open([header, trade(1, DAY + 5, '2000.10', 'true'), trade(2, DAY + 9, '2000.30', 'false')])
    const [sold, bought] = market.symbol('ETHUSDT')?.steps(0, DAY + MINUTE) ?? []
    expect(sold).toMatchObject({ last: '2000.10', bid: '2000.1', volume: '1.5' })
    expect(bought).toMatchObject({ last: '2000.30', ask: '2000.3', volume: '1.5' })
  })

  test('keep the last price over minutes without a trade', () => {
    const market = open([header, trade(1, DAY + 5), trade(2, DAY + 3 * MINUTE + 5, '2001')])
    const symbol = market.symbol('ETHUSDT')
    expect(symbol?.latest(DAY + 2 * MINUTE)?.last).toBe('2000.10')
    expect(symbol?.latest(DAY + 3 * MINUTE)?.last).toBe('2000.10')
    expect(symbol?.latest(DAY + 3 * MINUTE + 5)?.last).toBe('2001')
    expect(symbol?.steps(DAY + 5, DAY + 3 * MINUTE)).toEqual([])
    expect(market.gaps).toEqual([])
  })

  test('come without a header, from a .zip, in microseconds, and are cut to the window', () => {
    const lines = [trade(1, (DAY + 5) * 1000), trade(2, (DAY + MINUTE) * 1000)]
    const path = folder.write('ETHUSDT-aggTrades-x.zip', lines)
    expect(openMarket({ klines: [path] })).toMatchObject({ from: DAY + 5, to: DAY + MINUTE })
    expect(openMarket({ klines: [path], from: DAY + 6 }).from).toBe(DAY + MINUTE)
  })

  test('pay funding at the first trade at or after its time', () => {
    const klines = [
      folder.write('ETHUSDT-aggTrades-f.csv', [header, trade(1, DAY), trade(2, DAY + 2 * MINUTE)]),
    ]
    const funding = [
      folder.write('ETHUSDT-f.csv', [
        'funding_time,symbol,funding_rate',
        `${DAY + 1000},ETHUSDT,0.0001`,
        `${DAY + MINUTE},ETHUSDT,0.0002`,
      ]),
    ]
    const steps = openMarket({ klines, funding })
      .symbol('ETHUSDT')
      ?.steps(0, DAY + 5 * MINUTE)
    expect(steps?.map(step => step.fundingRate)).toEqual([undefined, '0.0003'])
  })

  test('follow the recorded candles of the mark', () => {
    const mark = folder.write('ETHUSDT-markPrice-1m-m.csv', rows([['2000.5', '2000.7', '2000.4', '2000.6']]))
    const klines = [
      folder.write('ETHUSDT-aggTrades-m.csv', [header, trade(1, DAY), trade(2, DAY + 900, '2002')]),
    ]
    const steps = openMarket({ klines: [...klines, mark], stepMs: 1 })
      .symbol('ETHUSDT')
      ?.steps(0, DAY + MINUTE)
    const marks = steps?.map(step => Number(step.mark)) ?? []
    expect([Math.min(...marks), Math.max(...marks)]).toEqual([2000.4, 2000.7])
  })

  test.each([
    [
      'that go back in time',
      [trade(1, DAY + 5), trade(2, DAY)],
      /line 3: expected an id above 1 and a time not before/,
    ],
    ['that come twice', [trade(1, DAY), trade(1, DAY)], /line 3: expected an id above 1/],
    ['without a price', [trade(1, DAY, '')], /line 2: expected a value for price, got nothing/],
    ['with a side that is none', [trade(1, DAY, '1', 'maybe')], /a value for is_buyer_maker, got "maybe"/],
  ])('%s are refused with file and line', (_, lines, message) => {
    expect(() => open([header, ...lines])).toThrow(message)
  })

  test('are refused beside klines of the same symbol, or if given twice', () => {
    const traded = folder.write('ETHUSDT-aggTrades-a.csv', [header, trade(1, DAY)])
    const again = folder.write('ETHUSDT-aggTrades-b.csv', [header, trade(1, DAY)])
    const klines = folder.write('ETHUSDT-1m-a.csv', rows([['1', '1', '1', '1']]))
    expect(() => openMarket({ klines: [traded, klines] })).toThrow(/either klines or trades of it, got both/)
    expect(() => openMarket({ klines: [traded, again] })).toThrow(/each stretch of ETHUSDT once/)
  })
})
