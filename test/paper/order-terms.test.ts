import { describe, expect, test } from 'vitest'
import { type Bench, bench } from './builder.ts'
import { algo, LIMIT, limit, market, place, position, read, SYMBOL } from './trader.ts'

const MINUTE = 60_000

describe('a GTD order', () => {
  const until = (of: Bench, minutes: number) => of.clock.now() + minutes * MINUTE
  const resting = (goodTillDate: number) => ({
    ...LIMIT,
    timeInForce: 'GTD',
    goodTillDate,
    newClientOrderId: 'rest',
  })

  test('rests until its date, to the second, and is cancelled then, whichever request comes first', async () => {
    const of = bench()
    const end = until(of, 11)
    expect((await place(of, resting(end + 700))).body).toMatchObject({
      timeInForce: 'GTD',
      goodTillDate: end,
    })
    of.clock.advance(11 * MINUTE - 1)
    expect(await read(of, 'rest')).toMatchObject({ status: 'NEW', goodTillDate: end })
    of.clock.advance(60_000)
    expect(await read(of, 'rest')).toMatchObject({ status: 'CANCELED', updateTime: end })
  })

  test('is filled like any other until then, and not by later trades', async () => {
    const of = bench()
    await place(of, resting(until(of, 11)))
    of.feed.push('BTCUSDT', until(of, 12), '59000')
    of.clock.advance(13 * MINUTE)
    expect(await read(of, 'rest')).toMatchObject({ status: 'CANCELED', executedQty: '0.000' })
    await place(of, { ...resting(until(of, 11)), price: '58900' })
    of.feed.push('BTCUSDT', until(of, 5), '58000')
    of.clock.advance(6 * MINUTE)
    expect((await read(of, 'rest')).status).toBe('FILLED')
  })

  test('may be a conditional one: it ends while it waits, and so does the order it launched', async () => {
    const of = bench()
    await market(of, '0.1')
    const end = until(of, 11)
    const terms = { quantity: '0.05', reduceOnly: true, timeInForce: 'GTD', goodTillDate: end }
    await algo(of, { ...terms, type: 'STOP', triggerPrice: '50000', price: '49000', clientAlgoId: 'waits' })
    const become = { type: 'TAKE_PROFIT', triggerPrice: '60100', price: '60900', clientAlgoId: 'became' }
    await algo(of, { ...terms, ...become })
    of.tick('60200')
    of.tick('60200')
    expect((await read(of, 'became')).goodTillDate).toBe(end)
    of.clock.advance(12 * MINUTE)
    expect(await read(of, 'became')).toMatchObject({ status: 'CANCELED', updateTime: end })
    const waited = await of.send('GET', '/v1/algoOrder', { ...SYMBOL, clientAlgoId: 'waits' })
    expect(waited.body).toMatchObject({ algoStatus: 'CANCELED', updateTime: end, goodTillDate: end })
    expect(waited.body.failReason).toBeUndefined()
  })
})

describe('a price match', () => {
  const matched = (of: Bench, priceMatch: string, more = {}) =>
    limit(of, '0.1', '', { priceMatch, newClientOrderId: 'match', ...more })
  const levels = async (of: Bench) => (await of.send('GET', '/v1/depth', { ...SYMBOL, limit: 20 })).body

  test.each([
    ['OPPONENT', 'asks', 0],
    ['OPPONENT_5', 'asks', 4],
    ['QUEUE', 'bids', 0],
    ['QUEUE_20', 'bids', 19],
  ] as const)('of %s is the price that the book shows there', async (match, side, index) => {
    const of = bench()
    const wanted = (await levels(of))[side][index][0]
    const { body } = await matched(of, match)
    expect(body).toMatchObject({ price: wanted, priceMatch: match })
    expect(body.status).toBe(side === 'asks' ? 'FILLED' : 'NEW')
  })

  test('is taken from the opposite books for a sale', async () => {
    const of = bench()
    const { bids, asks } = await levels(of)
    expect((await matched(of, 'OPPONENT', { side: 'SELL' })).body.price).toBe(bids[0][0])
    expect((await matched(of, 'QUEUE_10', { side: 'SELL' })).body.price).toBe(asks[9][0])
  })

  test('of a change is the price at that moment', async () => {
    const of = bench()
    await matched(of, 'QUEUE')
    of.tick('61000')
    const change = { ...SYMBOL, side: 'BUY', origClientOrderId: 'match', quantity: '0.1' }
    const { body } = await of.send('PUT', '/v1/order', { ...change, priceMatch: 'QUEUE_5' })
    expect(body).toMatchObject({ price: (await levels(of)).bids[4][0], priceMatch: 'QUEUE_5' })
    const plain = await of.send('PUT', '/v1/order', { ...change, price: '60000' })
    expect(plain.body).toMatchObject({ price: '60000.00', priceMatch: 'NONE' })
  })

  test('of a conditional order is the price when it meets the book', async () => {
    const of = bench()
    await market(of, '0.1')
    const terms = { type: 'STOP', quantity: '0.1', reduceOnly: true, triggerPrice: '59000' }
    const stop = await algo(of, { ...terms, priceMatch: 'OPPONENT', clientAlgoId: 'stop' })
    expect(stop.body).toMatchObject({ price: '0.00', priceMatch: 'OPPONENT' })
    of.tick('58900')
    of.tick('58800')
    expect(await read(of, 'stop')).toMatchObject({ price: (await levels(of)).bids[0][0], status: 'FILLED' })
    expect(await position(of)).toBeUndefined()
  })
})
