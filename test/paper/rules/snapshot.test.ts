import { expect, test } from 'vitest'
import {
  groupsOf,
  packBrackets,
  packFunding,
  unpackBrackets,
  unpackFunding,
} from '#paper/rules/packed-groups.ts'
import { packSymbols, unpackSymbol } from '#paper/rules/packed-symbols.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import snapshot from '#paper/rules/snapshot.json' with { type: 'json' }
import { snapshotSymbols, strictestBrackets } from '#paper/rules/snapshot.ts'
import { snapshotBook } from '#paper/rules/snapshot-book.ts'
import { parseSymbol } from '#paper/rules.ts'
import { checkRules } from './check-rules.ts'

const book = snapshotBook()

test('the snapshot has complete rules of every perpetual listed then, each with brackets without a gap', () => {
  expect(book.listed).toHaveLength(693)
  const all = book.listed.flatMap(symbol => book.get(symbol) ?? [])
  expect(all).toHaveLength(693)
  for (const rules of all) checkRules(rules)
  expect(new Set(all.map(({ index }) => index)).size).toBe(693)
})

test('it has the same rules of a symbol as Binance had', () => {
  expect(book.exchangeInfo.symbols.find(({ symbol }) => symbol === 'BNBUSDT')).toMatchObject({
    ...{ status: 'TRADING', contractType: 'PERPETUAL', baseAsset: 'BNB', quoteAsset: 'USDT' },
    ...{ pricePrecision: 3, quantityPrecision: 2, onboardDate: 1_581_321_600_000 },
    filters: expect.arrayContaining([
      { filterType: 'PRICE_FILTER', maxPrice: '100000', minPrice: '6.600', tickSize: '0.010' },
      { filterType: 'LOT_SIZE', maxQty: '100000', minQty: '0.01', stepSize: '0.01' },
      { filterType: 'MARKET_LOT_SIZE', maxQty: '2000', minQty: '0.01', stepSize: '0.01' },
    ]),
  })
  expect(book.get('ALLUSDT')).toMatchObject({ lot: { min: expect.anything(), step: expect.anything() } })
  expect(`${book.get('ALLUSDT')?.lot.min} in steps of ${book.get('ALLUSDT')?.lot.step}`).toBe(
    '10 in steps of 1',
  )
  expect(book.get('龙虾USDT')).toMatchObject({ symbol: '龙虾USDT', isTrading: true })
  expect(book.get('BTCSTUSDT')).toMatchObject({ isTrading: false })
  expect(`${book.get('BTCSTUSDT')?.brackets.at(-1)?.notionalCap}`).toBe('9223372036854775807')
})

test('packed rules come out as they went in', () => {
  const packed = packSymbols(shippedRules.exchangeInfo.symbols)
  shippedRules.exchangeInfo.symbols.forEach((info, index) => {
    const [brackets] = shippedRules.brackets.filter(({ symbol }) => symbol === info.symbol)
    if (!brackets) throw new Error(`Expected brackets of ${info.symbol}`)
    const again = unpackSymbol(packed, packed.symbols[index] ?? '')
    const rest = { brackets, funding: undefined }
    expect(parseSymbol({ info: again, ...rest })).toEqual(parseSymbol({ info, ...rest }))
    expect(again).toMatchObject({ status: info.status, deliveryDate: info.deliveryDate })
  })
})

test('brackets come out as they went in; brackets that would not are refused', () => {
  const { brackets } = shippedRules
  const texts = groupsOf(packBrackets(brackets))
  for (const body of brackets)
    expect(unpackBrackets(body.symbol, texts.get(body.symbol) ?? '').brackets).toEqual(body.brackets)
  const [body] = brackets
  if (!body) throw new Error('Expected shipped brackets')
  const other = { ...body, brackets: body.brackets.map(level => ({ ...level, cum: level.cum + 1 })) }
  expect(() => packBrackets([other])).toThrow(/BTCUSDT: expected contiguous leverage brackets/)
})

test('funding rules come out as they went in, including the disclaimer', () => {
  const usual = { fundingIntervalHours: 8, adjustedFundingRateCap: '0.02', adjustedFundingRateFloor: '-0.02' }
  const bodies = [
    { symbol: 'LPTUSDT', ...usual, disclaimer: false },
    { symbol: 'QUSDT', ...usual, disclaimer: true },
  ]
  const texts = groupsOf(packFunding(bodies))
  expect(bodies.map(({ symbol }) => unpackFunding(symbol, texts.get(symbol) ?? ''))).toEqual(bodies)
  expect(snapshot.funding.filter(text => text.includes(' disclaimer: '))).not.toHaveLength(0)
})

test('a symbol without brackets has the strictest: no other allows less leverage, or less with as little', () => {
  const strictest = parseSymbol({
    ...{ info: shippedRules.exchangeInfo.symbols[0], brackets: strictestBrackets('GRAMUSDT') },
    funding: undefined,
  } as never)
  expect(book.get('GRAMUSDT')?.brackets).toEqual(strictest.brackets)
  expect(book.originsOf('GRAMUSDT')?.brackets.source).toBe('strictest')
  const most = strictest.brackets[0]?.initialLeverage ?? 0
  for (const symbol of snapshotSymbols()) {
    const rules = book.get(symbol)
    expect(rules?.brackets[0]?.initialLeverage).toBeGreaterThanOrEqual(most)
  }
})

test('the snapshot is small enough to be in every bundle that trades on paper', () => {
  expect(Buffer.byteLength(JSON.stringify(snapshot))).toBeLessThan(100_000)
})
