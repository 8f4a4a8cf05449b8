import { describe, expect, test } from 'vitest'
import { bench } from '../builder.ts'
import { cancelAlgo } from '../trader.ts'
import { bridge, first, order, stop } from './audited.ts'

describe('loosened', () => {
  test('is a live stop that is worse than an earlier one', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await bridge(of, '59950', 'tight')
    of.clock.advance(1000)
    await bridge(of, '59900', 'loose')
    await cancelAlgo(of, 'tight')
    const from = of.clock.now()
    of.clock.advance(600)
    await bridge(of, '59960', 'tighter')
    of.clock.advance(1000)
    const { loosened } = await first(of)
    const told = loosened.map(each => ({
      ...each,
      trigger: each.trigger.toFixed(),
      best: each.best.toFixed(),
    }))
    expect(told).toEqual([{ from, to: from + 600, trigger: '59900', best: '59950' }])
  })

  test('is measured at the level where partial stops have closed all of the position', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    const half = { quantity: '0.05', reduceOnly: true }
    await stop(of, { ...half, triggerPrice: '59950', clientAlgoId: 'tight' })
    await stop(of, { ...half, triggerPrice: '59900', clientAlgoId: 'loose' })
    of.clock.advance(1000)
    await stop(of, { ...half, triggerPrice: '59850', clientAlgoId: 'looser' })
    await cancelAlgo(of, 'tight')
    of.clock.advance(1000)
    const [span] = (await first(of)).loosened
    expect([span?.best.toFixed(), span?.trigger.toFixed()]).toEqual(['59900', '59850'])
  })

  test('is not a looser stop beside a tighter one', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await bridge(of, '59950', 'tight')
    await bridge(of, '59900', 'loose')
    of.clock.advance(1000)
    expect((await first(of)).loosened).toEqual([])
  })

  test('is not a looser stop behind one that executes', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await bridge(of, '59950', 'tight')
    await bridge(of, '59900', 'loose')
    of.tick('59940')
    of.clock.advance(1000)
    of.tick('59940')
    expect(await first(of)).toMatchObject({ loosened: [], closedAt: of.clock.now() })
  })

  test('is measured by the other side of the price for a short', async () => {
    const of = bench()
    await order(of, 'SELL', '0.1')
    const buy = { side: 'BUY', quantity: '0.1', reduceOnly: true }
    await stop(of, { ...buy, triggerPrice: '60100', clientAlgoId: 'one' })
    of.clock.advance(1000)
    await stop(of, { ...buy, triggerPrice: '60050', clientAlgoId: 'two' })
    of.clock.advance(1000)
    await cancelAlgo(of, 'one')
    of.clock.advance(1000)
    expect((await first(of)).loosened).toEqual([])
    await stop(of, { ...buy, triggerPrice: '60100', clientAlgoId: 'three' })
    await cancelAlgo(of, 'two')
    of.clock.advance(1000)
    expect((await first(of)).loosened).toHaveLength(1)
  })
})
