import { beforeEach, describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { expectPromises } from '../../in-process/audit.ts'
import { buy, positionOf } from '../../in-process/signals.ts'
import { type HeardSystem, heardSystem } from '../heard-system.ts'

let system: HeardSystem
const symbol = 'BTCUSDT'

/** An open position, and a sentinel that watches its venue over the store that all functions share. */
beforeEach(async () => {
  system = await heardSystem('paper')
  await system.signal(buy(system))
  await system.nextTick()
  system.listen()
  await system.pass(3_000)
  expect(system.wakes).toEqual([])
})

const goTo = (price: string) => {
  for (const afterMs of [1, 20]) system.feed.push(symbol, system.clock.now() + afterMs, price)
}
const backup = async () => (await positionOf(system)).protection.backupQuantity

describe('on paper, between two ticks', () => {
  test('stops that another client cancelled stand again within a second', async () => {
    await system.exchange.cancelAllAlgo(symbol)
    await system.pass(2_000)
    const spans = positionLifetimes(await system.venue.ledger(symbol)).flatMap(({ naked }) => naked)
    const nakedMs = spans.reduce((sum, { kind, from, to }) => sum + (kind === 'entry' ? 0 : to - from), 0)
    expect(nakedMs).toBeGreaterThan(100)
    expect(nakedMs).toBeLessThan(1_000)
    expect(system.wakes.map(({ cause }) => cause)).toContain('order-ended')
    await expectPromises(system, { nakedLater: true })
  })

  test('a take-profit that fills has the backup resized within a second', async () => {
    const before = await backup()
    goTo('60065')
    await system.pass(1_000)
    const { openQuantity: left = '0' } = await positionOf(system)
    expect(await backup()).toBe(left)
    expect(dec(left).lt(before ?? '0')).toBe(true)
    expect(system.wakes.map(({ cause }) => cause)).toEqual(['position-changed'])
    await expectPromises(system)
  })

  test('a stop that is triggered but does not execute is followed by an exit', async () => {
    system.faults.add({ fault: { kind: 'trigger', outcome: 'ignored' } })
    await system.exchange.cancelAllAlgo(symbol)
    await system.pass(3_500)
    const passedAt = system.clock.now() + 1
    goTo('59900')
    await system.pass(2_500)
    const exit = (await system.venue.ledger(symbol)).trades.at(-1)?.time ?? 0
    expect(exit - passedAt).toBeGreaterThan(0)
    expect(exit - passedAt).toBeLessThan(2_000)
    expect(await positionOf(system)).toMatchObject({ closing: { reason: 'emergency' } })
  })

  test('a stop that executes is settled at once, and the watch’s own actions wake nothing', async () => {
    for (let price = 60_020; price <= 60_040; price += 10) {
      goTo(String(price))
      await system.nextTick()
      await system.pass(1_500)
    }
    expect(system.wakes).toEqual([])
    goTo('59000')
    await system.pass(2_500)
    expect(await positionOf(system)).toMatchObject({ state: 'closed' })
    await expectPromises(system)
  })
})
