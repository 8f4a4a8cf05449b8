import { describe, expect, test } from 'vitest'
import { type Bench, bench } from './builder.ts'
import { LIMIT, place, read, SYMBOL } from './trader.ts'

describe('a countdown', () => {
  const start = (of: Bench, countdownTime: number) =>
    of.send('POST', '/v1/countdownCancelAll', { ...SYMBOL, countdownTime })

  test('cancels the resting orders of the symbol when it runs out, and leaves conditional ones', async () => {
    const of = bench()
    await place(of, { ...LIMIT, newClientOrderId: 'rest' })
    const stop = { ...SYMBOL, algoType: 'CONDITIONAL', side: 'BUY', type: 'STOP_MARKET', quantity: '0.1' }
    await of.send('POST', '/v1/algoOrder', { ...stop, triggerPrice: '61000' })
    expect((await start(of, 5000)).body).toEqual({ symbol: 'BTCUSDT', countdownTime: '5000' })
    const dueAt = of.clock.now() + 5000
    of.clock.advance(4999)
    expect((await read(of, 'rest')).status).toBe('NEW')
    of.clock.advance(1)
    expect(await read(of, 'rest')).toMatchObject({ status: 'CANCELED', updateTime: dueAt })
    expect((await of.send('GET', '/v1/openAlgoOrders', SYMBOL)).body).toHaveLength(1)
  })

  test('that ran out between two looks spared no order: later trades find none', async () => {
    const of = bench()
    await place(of, { ...LIMIT, newClientOrderId: 'rest' })
    await start(of, 1500)
    of.tick('60000')
    of.tick('59000')
    expect(await read(of, 'rest')).toMatchObject({ status: 'CANCELED', executedQty: '0.000' })
  })

  test('is postponed by the next one, stopped by zero, and leaves later orders alone', async () => {
    const of = bench()
    await place(of, { ...LIMIT, newClientOrderId: 'rest' })
    await start(of, 1000)
    of.clock.advance(900)
    await start(of, 1000)
    of.clock.advance(900)
    await start(of, 0)
    of.clock.advance(10_000)
    expect((await read(of, 'rest')).status).toBe('NEW')
    await start(of, 1000)
    of.clock.advance(2000)
    await place(of, { ...LIMIT, newClientOrderId: 'after' })
    expect([(await read(of, 'rest')).status, (await read(of, 'after')).status]).toEqual(['CANCELED', 'NEW'])
  })
})
