import { describe, expect, test } from 'vitest'
import { type Bench, bench } from '../builder.ts'
import { cancelAlgo } from '../trader.ts'
import { backup, bridge, exit, first, order, primary, stop } from './audited.ts'

/** A long whose stop stood for a second and was cancelled 250 ms ago. */
async function stripped(): Promise<Bench> {
  const of = bench()
  await order(of, 'BUY', '0.1')
  await primary(of, '59900', 'one')
  of.clock.advance(1000)
  await cancelAlgo(of, 'one')
  of.clock.advance(250)
  return of
}

describe('unprotected time is of one kind:', () => {
  test('entry, from the first fill to the first live stop', async () => {
    const of = bench({ settings: { latencyMs: 50 } })
    await order(of, 'BUY', '0.1')
    await primary(of, '59900', 'one')
    of.clock.advance(3000)
    expect((await first(of)).nakedBy).toEqual({ entry: 100, ratchet: 0, fault: 0, backupOnly: 0 })
  })

  test('entry, for the whole life of a position that never had a stop', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    of.clock.advance(700)
    await exit(of)
    expect((await first(of)).nakedBy).toMatchObject({ entry: 700, fault: 0 })
  })

  test('ratchet, between a stop that was cancelled and the next one', async () => {
    const of = await stripped()
    await primary(of, '59950', 'two')
    of.clock.advance(1000)
    expect((await first(of)).nakedBy).toMatchObject({ entry: 0, ratchet: 250, fault: 0 })
  })

  test('fault, when a stop was cancelled and none followed', async () => {
    const of = await stripped()
    await exit(of)
    expect((await first(of)).nakedBy).toMatchObject({ entry: 0, ratchet: 0, fault: 250 })
  })

  test('fault, when the position outgrew its stop', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await bridge(of, '59900', 'one')
    of.clock.advance(1000)
    await order(of, 'BUY', '0.05')
    of.clock.advance(400)
    expect((await first(of)).nakedBy).toMatchObject({ entry: 0, ratchet: 0, fault: 400 })
  })

  test('a limit stop is a backup, at exactly the position’s quantity', async () => {
    const exactly = bench()
    await order(exactly, 'BUY', '0.1')
    exactly.clock.advance(100)
    await backup(exactly, '0.1')
    exactly.clock.advance(400)
    const life = await first(exactly)
    expect(life.nakedBy).toEqual({ entry: 100, ratchet: 0, fault: 0, backupOnly: 400 })
    expect(life.nakedMs).toBe(500)
    expect(life.naked.map(({ kind, backup: only }) => [kind, only])).toEqual([
      ['entry', false],
      ['entry', true],
    ])

    const other = bench()
    await order(other, 'BUY', '0.1')
    await backup(other, '0.11')
    other.clock.advance(400)
    expect((await first(other)).nakedBy).toMatchObject({ entry: 400, backupOnly: 0 })
  })

  test('a trailing stop does not count as a stop, until it is an exit on its way', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await stop(of, {
      type: 'TRAILING_STOP_MARKET',
      quantity: '0.1',
      reduceOnly: true,
      callbackRate: '0.1',
      triggerPrice: '',
    })
    of.tick('59800')
    const triggeredAt = of.clock.now()
    of.clock.advance(5000)
    of.tick('59800')
    const { openedAt, naked } = await first(of)
    expect(naked).toEqual([{ from: openedAt, to: triggeredAt, kind: 'entry', backup: false }])
  })

  test('a triggered stop that is too small for the position is not an exit in flight', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await stop(of, { quantity: '0.05', reduceOnly: true })
    of.tick('59850')
    of.clock.advance(3000)
    of.tick('59850')
    const { nakedMs, openedAt } = await first(of)
    expect(nakedMs).toBe(of.clock.now() - openedAt)
  })
})

describe('an exit in flight', () => {
  test('is a triggered limit stop that finds a taker’s price', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await backup(of, '0.1')
    of.tick('59890')
    const triggeredAt = of.clock.now()
    of.tick('59890')
    const { openedAt, closedAt, naked } = await first(of)
    expect(closedAt).toBe(of.clock.now())
    expect(naked).toEqual([{ from: openedAt, to: triggeredAt, kind: 'entry', backup: true }])
  })

  test('is not a resting limit order, not even one that a stop became', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await backup(of, '0.1')
    of.tick('59700')
    of.tick('59700')
    of.clock.advance(5000)
    const { openedAt, nakedMs } = await first(of)
    expect(nakedMs).toBe(of.clock.now() - openedAt)
  })
})
