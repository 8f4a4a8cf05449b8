import { describe, expect, test } from 'vitest'
import { type Bench, bench } from './builder.ts'
import { LIMIT, type Params, place, position, read, SYMBOL } from './trader.ts'

describe('changing a resting order', () => {
  const modify = (of: Bench, more: Params) =>
    of.send('PUT', '/v1/order', {
      ...SYMBOL,
      side: 'BUY',
      origClientOrderId: 'rest',
      quantity: '0.1',
      price: '59900',
      ...more,
    })
  const resting = async (more: Params = {}) => {
    const of = bench()
    const { body } = await place(of, { ...LIMIT, newClientOrderId: 'rest', ...more })
    return { of, orderId: body.orderId }
  }

  test('gives it another price and quantity under the same id', async () => {
    const { of, orderId } = await resting()
    const { body } = await modify(of, { quantity: '0.2', price: '59800' })
    expect(body).toMatchObject({
      orderId,
      status: 'NEW',
      origQty: '0.200',
      price: '59800.00',
      pair: 'BTCUSDT',
    })
    expect(await read(of, 'rest')).toMatchObject({ orderId, origQty: '0.200', price: '59800.00' })
  })

  test('to a price through the market fills it', async () => {
    const { of } = await resting()
    expect((await modify(of, { price: '60010' })).body).toMatchObject({
      status: 'FILLED',
      executedQty: '0.100',
    })
    expect(await position(of)).toBe('0.100')
  })

  test('ends it if the new quantity is already executed, or a post-only order would take', async () => {
    const filling = bench({ settings: { startingBalance: '1000000' } })
    await place(filling, { ...LIMIT, quantity: '8', newClientOrderId: 'rest' })
    filling.tick({ last: '59890', volume: '10' })
    expect((await modify(filling, { quantity: '5' })).body).toMatchObject({
      status: 'CANCELED',
      executedQty: '5.000',
    })
    const { of } = await resting({ timeInForce: 'GTX' })
    expect((await modify(of, { price: '60010' })).body).toMatchObject({
      status: 'CANCELED',
      executedQty: '0.000',
    })
  })

  test.each([
    ['nothing new', {}, -5027],
    ['an order that is not open', { origClientOrderId: 'none' }, -2013],
    ['the other side', { side: 'SELL' }, -1117],
    ['a price off the tick', { price: '59900.05' }, -4014],
    ['a price above the band', { price: '64000' }, -4016],
    ['too small a notional', { quantity: '0.001', price: '49000' }, -4164],
    ['more margin than there is', { quantity: '5', price: '59800' }, -2019],
  ])('to %s is rejected and leaves it as it was', async (_, more, code) => {
    const { of } = await resting()
    const before = await read(of, 'rest')
    expect((await modify(of, more)).body.code).toBe(code)
    expect(await read(of, 'rest')).toEqual(before)
  })
})
