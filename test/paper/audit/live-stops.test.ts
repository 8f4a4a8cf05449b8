import { describe, expect, test } from 'vitest'
import { type Bench, bench } from '../builder.ts'
import { cancelAlgo } from '../trader.ts'
import { lives, order, stop } from './audited.ts'

/** Milliseconds without protection of the only position. */
const nakedMs = async (of: Bench) => (await lives(of))[0]?.nakedMs

describe('unprotected time', () => {
  test('runs from the entry to the acceptance of the first stop, including the round trip', async () => {
    const of = bench({ settings: { latencyMs: 50 } })
    await order(of, 'BUY', '0.1')
    await stop(of, { closePosition: true })
    expect(await nakedMs(of)).toBe(100)
  })

  test('is none while a bridge covers the change of the closePosition stop', async () => {
    const of = bench({ settings: { latencyMs: 50 } })
    await order(of, 'BUY', '0.1')
    await stop(of, { closePosition: true, clientAlgoId: 'first' })
    const before = await nakedMs(of)
    await stop(of, { quantity: '0.1', reduceOnly: true, clientAlgoId: 'bridge', triggerPrice: '59950' })
    await cancelAlgo(of, 'first')
    await stop(of, { closePosition: true, triggerPrice: '59950' })
    await cancelAlgo(of, 'bridge')
    of.tick('60000')
    expect(await nakedMs(of)).toBe(before)
  })

  test('counts the gap of cancel-then-place', async () => {
    const of = bench({ settings: { latencyMs: 50 } })
    await order(of, 'BUY', '0.1')
    await stop(of, { closePosition: true, clientAlgoId: 'first' })
    await cancelAlgo(of, 'first')
    await stop(of, { closePosition: true, triggerPrice: '59950' })
    expect(await nakedMs(of)).toBe(200)
  })

  test.each([
    ['smaller than the position', { quantity: '0.05', reduceOnly: true }],
    ['that is no market order', { type: 'STOP', price: '59800', quantity: '0.1', reduceOnly: true }],
    [
      'that takes profit',
      { type: 'TAKE_PROFIT_MARKET', quantity: '0.1', reduceOnly: true, triggerPrice: '61000' },
    ],
    ['that may open a position', { quantity: '0.1' }],
  ])('is not ended by a stop %s', async (_, terms) => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    expect((await stop(of, terms)).status).toBe(200)
    of.clock.advance(5000)
    expect(await nakedMs(of)).toBe(5000)
  })

  test('is ended by two reduce-only stops of half the position each, and runs again without one of them', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await stop(of, { quantity: '0.05', reduceOnly: true, clientAlgoId: 'first' })
    of.clock.advance(2000)
    await stop(of, { quantity: '0.05', reduceOnly: true, triggerPrice: '59800', clientAlgoId: 'second' })
    of.clock.advance(5000)
    expect(await nakedMs(of)).toBe(2000)
    await cancelAlgo(of, 'second')
    of.clock.advance(300)
    const [life] = await lives(of)
    expect(life?.nakedBy).toEqual({ entry: 2000, ratchet: 0, fault: 300, backupOnly: 0 })
  })

  test('is none while one half is on its way out and a stop stands for the other', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await stop(of, { quantity: '0.05', reduceOnly: true })
    await stop(of, { quantity: '0.05', reduceOnly: true, triggerPrice: '59000' })
    of.tick('59800')
    of.tick('59700')
    of.clock.advance(4000)
    const [life] = await lives(of)
    expect(life).toMatchObject({ nakedMs: 0, closedAt: undefined })
    expect(life?.exitQuantity.toFixed()).toBe('0.05')
  })

  test('is ended by a reduce-only stop once the position has shrunk to it', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await stop(of, { quantity: '0.06', reduceOnly: true })
    of.clock.advance(3000)
    await order(of, 'SELL', '0.04', { reduceOnly: true })
    of.clock.advance(3000)
    expect(await nakedMs(of)).toBe(3000)
  })

  test('is none while a triggered stop is on its way', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await stop(of, { closePosition: true })
    of.tick('59800')
    of.tick('59700')
    const [life] = await lives(of)
    expect(life).toMatchObject({ nakedMs: 0, closedAt: of.clock.now() })
  })
})
