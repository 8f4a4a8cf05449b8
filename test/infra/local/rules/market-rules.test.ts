import { afterAll, describe, expect, test } from 'vitest'
import { recordedRules } from '#paper/rules/recorded-rules.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { snapshotBook } from '#paper/rules/snapshot-book.ts'
import { systemClock } from '#ports/clock.ts'
import { serveMarket } from '../../../../infra/local/market/market-server.ts'
import { openRuledMarket, rulesTold } from '../../../../infra/local/rules/ruled-market.ts'
import { header, rows, temporaryFolder } from '../../../paper/market/market-files.ts'
import { checkRules } from '../../../paper/rules/check-rules.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const bars = [
  ['13.01', '13.125', '13', '13.05', '60.5'] as const,
  ['13.05', '13.1', '13', '13.1', '7.25'] as const,
]
const klines = (symbol: string) => folder.write(`${symbol}-1m-2025-02-03.csv`, [header, ...rows(bars)])
const open = (symbols: readonly string[], rules: readonly string[] = []) =>
  openRuledMarket({ klines: symbols.map(klines), rules })

const rowOf = (symbol: string) => {
  const row = snapshotBook().exchangeInfo.symbols.find(each => each.symbol === 'LINKUSDT')
  return { ...row, symbol, pair: symbol }
}
const json = (name: string, body: unknown) => folder.write(name, [JSON.stringify(body)])
const level = (bracket: number, notionalFloor: number, notionalCap: number, cum: number) => ({
  ...{
    bracket,
    initialLeverage: 8 / bracket,
    notionalFloor,
    notionalCap,
    cum,
    maintMarginRatio: 0.05 * bracket,
  },
})
const brackets = [level(1, 0, 10_000, 0), level(2, 10_000, 20_000, 500)]

describe('the rules of a recorded market', () => {
  test('list only symbols with prices', () => {
    const market = open(['ETHUSDT', 'LINKUSDT', 'MYUSDT'])
    expect(market.rules.listed).toEqual(['ETHUSDT', 'LINKUSDT', 'MYUSDT'])
    expect(market.rules.exchangeInfo.symbols.map(({ status }) => status)).toEqual(Array(3).fill('TRADING'))
    expect(market.rules.get('BNBUSDT')).toEqual(snapshotBook().get('BNBUSDT'))
    expect(market.rules.get('NOSUCHUSDT')).toBeUndefined()
  })

  test('are those of its time for the nine recorded symbols, else the snapshot’s, with a note', () => {
    const market = open(['ETHUSDT', 'LINKUSDT'])
    const recorded = shippedRules.exchangeInfo.symbols.find(({ symbol }) => symbol === 'ETHUSDT')
    expect(market.rules.exchangeInfo.symbols[0]).toEqual(recorded)
    expect(market.rules.originsOf('ETHUSDT')?.brackets.source).toBe('recorded')
    expect(market.rules.get('LINKUSDT')).toEqual(snapshotBook().get('LINKUSDT'))
    expect(rulesTold(market)).toEqual(["LINKUSDT: Binance's rules of 2026-07-08, from the snapshot."])
  })

  test('are derived from the recording for other symbols, with the strictest brackets and a note', () => {
    const market = open(['MYUSDT'])
    const rules = market.rules.get('MYUSDT')
    if (!rules) throw new Error('Expected rules of MYUSDT')
    checkRules(rules)
    expect([rules.tickSize, rules.lot.step, rules.lot.min].map(String)).toEqual(['0.001', '0.01', '0.01'])
    expect(rules.brackets.map(({ initialLeverage }) => initialLeverage)).toEqual([3, 2, 1])
    expect(market.rules.originsOf('MYUSDT')).toMatchObject({
      ...{ rules: { source: 'derived' }, brackets: { source: 'strictest', of: '2026-07-02' } },
    })
    expect(rulesTold(market)).toEqual([
      "MYUSDT: no rules are known, so they are derived from its recording: tick 0.001, step 0.01, leverage up to 3 and at most 100000 USDT. Give Binance's own with --rules.",
    ])
  })

  test('that are derived for a very cheap symbol still allow a full position', () => {
    const cheap = [['0.000009', '0.0000095', '0.0000089', '0.000009123', '7000000'] as const]
    const file = folder.write('CHEAPUSDT-1m-2025-02-03.csv', [header, ...rows(cheap)])
    const rules = openRuledMarket({ klines: [file] }).rules.get('CHEAPUSDT')
    if (!rules) throw new Error('Expected rules of CHEAPUSDT')
    checkRules(rules)
    expect(rules.tickSize.toFixed()).toBe('0.000000001')
    // As at a price of one: a million of the quote asset at market.
    expect(rules.marketLot.max.times('0.00001').toNumber()).toBeGreaterThanOrEqual(1_000_000)
    expect(rules.lot.max.div(rules.marketLot.max).toNumber()).toBe(10)
    const usual = open(['MYUSDT']).rules.get('MYUSDT')
    expect([usual?.marketLot.max, usual?.lot.max].map(String)).toEqual(['1000000', '10000000'])
  })

  test('are the given ones first, brackets and funding too, from one file or several', () => {
    const info = { symbols: [rowOf('MYUSDT'), { ...rowOf('ETHUSDT'), status: 'SETTLING' }] }
    const leverageBracket = [{ symbol: 'MYUSDT', brackets }]
    const row = { adjustedFundingRateCap: '0.02', adjustedFundingRateFloor: '-0.02', disclaimer: false }
    const fundingInfo = [{ symbol: 'MYUSDT', fundingIntervalHours: 1, ...row }]
    const files = [
      json('info.json', info),
      json('brackets.json', leverageBracket),
      json('funding.json', fundingInfo),
    ]
    const together = [json('all.json', { exchangeInfo: info, leverageBracket, fundingInfo })]
    for (const given of [files, together]) {
      const market = open(['MYUSDT', 'ETHUSDT'], given)
      expect(market.rules.get('MYUSDT')).toMatchObject({
        ...{ tickSize: snapshotBook().get('LINKUSDT')?.tickSize, fundingIntervalMs: 3_600_000 },
        brackets: [{ initialLeverage: 8 }, { initialLeverage: 4 }],
      })
      expect(market.rules.get('ETHUSDT')).toMatchObject({ isTrading: true, pricePrecision: 3 })
      expect(market.rules.originsOf('ETHUSDT')).toMatchObject({
        ...{ rules: { source: 'given' }, brackets: { source: 'recorded' }, funding: { source: 'recorded' } },
      })
      expect(rulesTold(market)).toEqual([])
    }
  })
})

describe('rules that cannot be read', () => {
  const filters = rowOf('MYUSDT').filters?.slice(1)
  test.each<[string, () => string, RegExp]>([
    [
      'no file',
      () => `${folder.path}/none.json`,
      /none\.json: expected a file of Binance's rules; there is no such file\.$/,
    ],
    [
      'no JSON',
      () => folder.write('cut.json', ['{"symbols": [']),
      /cut\.json: expected Binance's body .*as JSON/,
    ],
    ['another body', () => json('time.json', { serverTime: 1 }), /time\.json: .* got \{"serverTime":1\}/],
    ['an empty list', () => json('none-of.json', []), /none-of\.json: .* got \[\]/],
    [
      'a symbol of the market without its tick',
      () => json('torn.json', { symbols: [{ ...rowOf('MYUSDT'), filters }] }),
      /torn\.json: MYUSDT: .*tickSize of PRICE_FILTER: expected a number above 0, got undefined/,
    ],
    [
      'brackets with a gap',
      () => json('gap.json', [{ symbol: 'MYUSDT', brackets: [brackets[0], level(2, 11_000, 20_000, 550)] }]),
      /gap\.json: MYUSDT: .*expected a bracket that begins at 10000, got 11000/,
    ],
  ])('cause an error that names the file: %s', (_, file, message) => {
    expect(() => open(['MYUSDT'], [file()])).toThrow(message)
  })

  test('do no harm for symbols that are not played', () => {
    const file = json('other.json', { symbols: [{ ...rowOf('OTHERUSDT'), filters }, rowOf('MYUSDT')] })
    expect(open(['MYUSDT'], [file]).rules.originsOf('MYUSDT')?.rules).toEqual({
      source: 'given',
      of: 'other.json',
    })
  })
})

test('the venue of another thread has the same rules, of symbols without prices too', async () => {
  const market = open(['ETHUSDT', 'MYUSDT'])
  const served = await serveMarket(market, systemClock)
  const source = recordedRules(served.url)
  const book = await source.now().finally(served.close)
  expect(book.exchangeInfo.symbols).toEqual(market.rules.exchangeInfo.symbols)
  expect(await source.now()).toBe(book)
  for (const symbol of ['ETHUSDT', 'MYUSDT', 'BNBUSDT', 'NOSUCHUSDT']) {
    expect(book.get(symbol)).toEqual(market.rules.get(symbol))
    expect(book.bracketsOf(symbol)).toEqual(market.rules.bracketsOf(symbol))
    expect(book.originsOf(symbol)).toEqual(market.rules.originsOf(symbol))
  }
})
