import { beforeEach, describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { ownerOf, type Purpose } from '#domain/identity.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import type { StreamFault } from '#paper/faults/rule.ts'
import { expectPromises } from '../in-process/audit.ts'
import { buy, positionOf } from '../in-process/signals.ts'
import { type HeardSystem, heardSystem } from './heard-system.ts'

let system: HeardSystem
const symbol = 'BTCUSDT'
const none = { nakedLater: true }

/**
 * A request takes 100 ms to the exchange and back. Requests run one after another here, so two that leave together
 * take twice as long as in reality. A position is open and properly protected, and a sentinel listens.
 */
beforeEach(async () => {
  system = await heardSystem()
  await system.signal(buy(system))
  await system.nextTick()
  system.listen()
  await system.pass(3_000)
  expect(system.wakes).toEqual([])
})

const cancelStops = () => system.exchange.cancelAllAlgo(symbol)
/** The price stays there until the triggered order has met the book. */
const goTo = (price: string) => {
  for (const afterMs of [1, 20]) system.feed.push(symbol, system.clock.now() + afterMs, price)
}
/** How long the position had no stop after its first one, by the venue's own books; ms. */
async function nakedMs(): Promise<number> {
  const spans = positionLifetimes(await system.venue.ledger(symbol)).flatMap(({ naked }) => naked)
  return spans.reduce((sum, { kind, from, to }) => sum + (kind === 'entry' ? 0 : to - from), 0)
}
/** When the last conditional order for a purpose was accepted. */
async function placedAt(purpose: Purpose): Promise<number> {
  const { algoOrders } = await system.venue.ledger(symbol)
  const its = algoOrders.filter(({ clientAlgoId }) => ownerOf(clientAlgoId)?.purpose === purpose)
  return Math.max(...its.map(({ createTime }) => createTime))
}

describe('between two ticks', () => {
  test('stops that an outsider cancelled stand again within half a second', async () => {
    await cancelStops()
    await system.pass(2_000)
    expect(await nakedMs()).toBeGreaterThan(100)
    expect(await nakedMs()).toBeLessThan(500)
    await expectPromises(system, none)
  })

  test('a take-profit that fills has the backup resized within half a second', async () => {
    const { openQuantity = '0' } = await positionOf(system)
    goTo('60065')
    await system.pass(2_000)
    const sold = (await system.venue.ledger(symbol)).trades.at(-1)?.time ?? 0
    expect((await placedAt('backup')) - sold).toBeGreaterThan(0)
    expect((await placedAt('backup')) - sold).toBeLessThan(500)
    const { openQuantity: left = '0', protection } = await positionOf(system)
    expect(dec(left).lt(openQuantity)).toBe(true)
    expect(protection.backupQuantity).toBe(left)
    await expectPromises(system)
  })

  test('a stop that does not execute is followed by an exit within a second of the mark', async () => {
    system.faults.add({ fault: { kind: 'trigger', outcome: 'ignored' } })
    await cancelStops()
    await system.pass(3_500)
    // Just before the next mark, which is sent each second.
    await system.pass(990 - (system.clock.now() % 1_000))
    const passedAt = system.clock.now() + 1
    goTo('59900')
    await system.pass(2_000)
    const exit = (await system.venue.ledger(symbol)).trades.at(-1)?.time ?? 0
    expect(exit - passedAt).toBeGreaterThan(0)
    expect(exit - passedAt).toBeLessThan(1_000)
    expect(system.wakes.map(({ cause }) => cause)).toContain('beyond-level')
    expect(await positionOf(system)).toMatchObject({ closing: { reason: 'emergency' } })
  })

  test('a position that an outsider closes is settled at once', async () => {
    const { openQuantity: quantity = '0' } = await positionOf(system)
    const order = { symbol, side: 'SELL', type: 'MARKET', clientId: 'web_1', reduceOnly: true } as const
    await system.exchange.place({ ...order, quantity })
    await system.pass(2_500)
    expect(await positionOf(system)).toMatchObject({ state: 'closed', closing: { reason: 'external' } })
    await expectPromises(system)
  })
})

test('the watch’s own actions wake nothing: only take-profits that fill do', async () => {
  for (let price = 60_020; price <= 60_200; price += 20) {
    goTo(String(price))
    await system.nextTick()
    await system.pass(1_500)
  }
  const filled = (await positionOf(system)).rungs.filter(({ state }) => state === 'done').length
  expect(system.told.of('stop-raised').length).toBeGreaterThan(0)
  expect(filled).toBeGreaterThan(0)
  expect(system.wakes.length).toBeLessThanOrEqual(filled)
})

describe('if a stream fails', () => {
  const ofUser = { match: { stream: 'user' } }
  test.each<StreamFault>([
    { kind: 'stream', what: 'lost' },
    { kind: 'stream', what: 'cut' },
    { kind: 'stream', what: 'late', ms: 4_000 },
    { kind: 'stream', what: 'twice', ms: 300 },
    { kind: 'stream', what: 'key-ended' },
  ])('($what) the stops stand again after a tick at the latest', async fault => {
    system.faults.add({ times: 4, fault, ...(fault.what !== 'key-ended' && ofUser) })
    await cancelStops()
    await system.nextTick()
    await system.pass(6_000)
    expect(await nakedMs()).toBeLessThan(10_000)
    expect(system.failures).toEqual([])
    await expectPromises(system, none)
  })

  test.each(['cut', 'key-ended'] as const)(
    '(%s) one look at everything closes the gap, long before the tick',
    async what => {
      system.faults.add({ times: 1, fault: { kind: 'stream', what }, ...(what === 'cut' && ofUser) })
      // A key ends when its life is checked, before the events of that moment.
      if (what === 'key-ended') await system.pass(20)
      await cancelStops()
      await system.pass(3_000)
      expect(await nakedMs()).toBeLessThan(1_500)
      expect(system.wakes.map(({ cause }) => cause)).toContain('gap')
    },
  )

  test('a repeated event causes at most one more look', async () => {
    system.faults.add({ fault: { kind: 'stream', what: 'twice', ms: 100 }, ...ofUser })
    await cancelStops()
    await system.pass(3_000)
    expect(system.told.of('looks-between-ticks').length).toBeLessThanOrEqual(2)
    await expectPromises(system, none)
  })
})
