import { expect, test } from 'vitest'
import { toldOfPrices } from '#binance/streams/told-of-prices.ts'

const told = (body: unknown) => toldOfPrices(JSON.stringify(body))

// As Binance documents them.
const mark = {
  ...{ e: 'markPriceUpdate', E: 1562305380000, s: 'BTCUSDT', p: '11794.15000000', i: '11784.62659091' },
  ...{ P: '11784.25641265', r: '0.00038167', T: 1562306400000 },
}
const trade = {
  ...{ e: 'aggTrade', E: 123456789, s: 'BTCUSDT', a: 5933014, p: '0.001', q: '100', nq: '100' },
  ...{ f: 100, l: 105, T: 123456785, m: true },
}
const depth = {
  ...{ e: 'depthUpdate', E: 1571889248277, T: 1571889248276, s: 'BTCUSDT', U: 390497796, u: 390497878 },
  ...{
    pu: 390497794,
    b: [
      ['7403.89', '0.002'],
      ['7403.90', '3.906'],
    ],
    a: [['7405.96', '3.340']],
  },
}

test('marks, trades and the best of the book are read as Binance streams them', () => {
  const symbol = 'BTCUSDT'
  expect(told(mark)).toEqual({
    read: 'mark',
    mark: { symbol, time: 1562305380000, mark: '11794.15000000', nextFundingTime: 1562306400000 },
  })
  expect(told(trade)).toEqual({
    read: 'trade',
    trade: {
      ...{ symbol, aggregateId: 5933014, firstId: 100, id: 105, time: 123456785 },
      ...{ price: '0.001', quantity: '100', buyerWasMaker: true },
    },
  })
  expect(told(depth)).toEqual({
    read: 'book',
    book: { symbol, time: 1571889248277, bid: '7403.89', ask: '7405.96' },
  })
})

test('a book with an empty side and the answer to a request are ignored', () => {
  expect(told({ ...depth, b: [] })).toEqual({ read: 'nothing' })
  expect(told({ result: null, id: 1 })).toEqual({ read: 'nothing' })
})

test('a rejected request is reported, and any other message as unreadable', () => {
  expect(told({ error: { code: 2, msg: 'Invalid request' }, id: 1 })).toEqual({
    read: 'refused',
    why: '2 Invalid request',
  })
  const odd = [
    { ...mark, p: -1 },
    { ...trade, q: 'NaN' },
    { ...depth, a: [[1, 2]] },
    { e: 'kline' },
    [],
    7,
    null,
  ]
  for (const body of odd) expect(told(body)).toMatchObject({ read: 'unread' })
  expect(toldOfPrices('{"e":"aggTrade",')).toMatchObject({ read: 'unread' })
})
