import { describe, expect, test } from 'vitest'
import { bench } from './builder.ts'
import { limit, market, read, trades } from './trader.ts'

/** Ten BTC traded in the step: each basis point, six USDT wide, holds five. */
const SHALLOW = { last: '60000', volume: '10' }

describe('a limit order', () => {
  test('IOC takes what its price allows, and its remainder expires', async () => {
    const of = bench({ price: SHALLOW, settings: { startingBalance: '1000000' } })
    const { body } = await limit(of, '20', '60009', { timeInForce: 'IOC' })
    expect(body).toMatchObject({ status: 'EXPIRED', executedQty: '9.999' })
  })

  test('IOC away from the market expires untouched', async () => {
    const of = bench()
    const { body } = await limit(of, '0.1', '60002.9', { timeInForce: 'IOC' })
    expect(body).toMatchObject({ status: 'EXPIRED', executedQty: '0.000' })
  })

  test('rests, and fills as maker only when the market trades through its price', async () => {
    const of = bench()
    await limit(of, '0.1', '59900', { newClientOrderId: 'rest' })
    of.tick('59900')
    expect(await read(of, 'rest')).toMatchObject({ status: 'NEW' })
    of.tick('59899.9')
    expect(await read(of, 'rest')).toMatchObject({ status: 'FILLED', avgPrice: '59900.00000' })
    expect((await trades(of))[0]).toMatchObject({ maker: true, commission: '1.19800000' })
  })

  test('fills over several steps when each has too little liquidity', async () => {
    const of = bench({ settings: { startingBalance: '1000000' } })
    await limit(of, '8', '59900', { newClientOrderId: 'rest' })
    of.tick({ last: '59890', volume: '10' })
    expect(await read(of, 'rest')).toMatchObject({ status: 'PARTIALLY_FILLED', executedQty: '5.000' })
    of.tick({ last: '59890', volume: '10' })
    expect(await read(of, 'rest')).toMatchObject({ status: 'FILLED' })
  })

  test('with reduceOnly expires when its position is gone', async () => {
    const of = bench()
    await market(of, '0.1')
    await limit(of, '0.05', '60500', { side: 'SELL', reduceOnly: true, newClientOrderId: 'exit' })
    await market(of, '0.1', { side: 'SELL', reduceOnly: true })
    expect(await read(of, 'exit')).toMatchObject({ status: 'EXPIRED' })
  })
})
