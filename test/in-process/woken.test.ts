import { describe, expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import { createFaults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises } from './audit.ts'
import { opened } from './between-ticks.ts'
import { aLife } from './life.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

const idOf = async (system: System) => (await positionOf(system)).id

describe('a wake', () => {
  test('restores stops that another client cancelled at once, and claims no tick', async () => {
    const system = await opened()
    const { id, protection } = await positionOf(system)
    const tick = await system.state.watch.last()
    await system.exchange.cancelAllAlgo('BTCUSDT')
    const at = system.clock.now()
    await system.wake({ only: [id] })
    expect(system.clock.now() - at).toBeLessThan(100)
    expect(await books(system)).toEqual(expect.arrayContaining([protection.primary, protection.backup]))
    expect(await system.state.watch.last()).toEqual(tick)
    expect(system.failures).toEqual([])
    await system.nextTick()
    await expectPromises(system, { nakedLater: true })
  })

  test('resizes the backup as soon as a take-profit fills', async () => {
    const system = await opened()
    const { id, openQuantity } = await positionOf(system)
    system.move('60065')
    await system.wake({ only: [id], cause: 'filled' })
    const left = await positionOf(system)
    expect(Number(left.openQuantity)).toBeLessThan(Number(openQuantity))
    const orders = await system.exchange.openAlgoOrders('BTCUSDT')
    const backup = orders.find(({ clientId }) => clientId === left.protection.backup)
    expect(backup?.quantity).toBe(left.openQuantity)
    await expectPromises(system)
  })

  test('closes a position beyond the emergency level whose stop does nothing', async () => {
    const faults = createFaults()
    const system = await opened({ faults })
    faults.add({ match: { path: '/fapi/v1/algoOrder' }, fault: { kind: 'trigger', outcome: 'ignored' } })
    const { id } = await positionOf(system)
    for (const { clientId } of await system.exchange.openAlgoOrders('BTCUSDT'))
      await system.exchange.cancelAlgo('BTCUSDT', clientId)
    await system.wake({ only: [id] })
    system.move('59900')
    system.clock.advance(1_000)
    await system.wake({ only: [id], cause: 'beyond-level' })
    expect(await positionOf(system)).toMatchObject({ state: 'closed', closing: { reason: 'emergency' } })
    expect(await books(system)).toEqual([])
  })

  test('weighs 6 for one position that needs nothing, and 5 plus 1 each for several', async () => {
    const system = await opened()
    system.feed.push('ETHUSDT', system.clock.now(), '3000')
    await system.signal(buy(system, { id: 'two', symbol: 'ETHUSDT' }))
    await system.nextTick()
    const weighed = async (only: readonly string[]) => {
      const before = system.told.count('RequestWeight')
      system.clock.advance(1_500)
      await system.wake({ only })
      return system.told.count('RequestWeight') - before
    }
    const ids = [await idOf(system), (await positionOf(system, 'two')).id]
    expect(await weighed(ids.slice(0, 1))).toBe(5 + 1)
    expect(await weighed(ids)).toBe(5 + 1 + 1)
  })
})

/** The request weight that all functions together report, by the exchange's count. */
async function weighed(system: System, work: () => Promise<void>): Promise<number> {
  const before = system.told.count('RequestWeight')
  await work()
  return system.told.count('RequestWeight') - before
}

test('a look that acts weighs no more than was claimed for it', async () => {
  const system = await opened()
  const { id } = await positionOf(system)
  await system.exchange.cancelAllAlgo('BTCUSDT')
  const restored = await weighed(system, () => system.wake({ only: [id] }))
  system.move('60065')
  system.clock.advance(2_000)
  const resized = await weighed(system, () => system.wake({ only: [id], cause: 'filled' }))
  system.move('60130')
  system.clock.advance(2_000)
  const raised = await weighed(system, () => system.wake({ only: [id], cause: 'gap' }))
  expect([restored, resized, raised].filter(weight => weight > 5 + 10)).toEqual([])
})

describe('limits of a wake:', () => {
  test('no position is looked at twice for the same event, by whichever run', async () => {
    const system = await opened()
    const wake = { only: [await idOf(system)], heardAt: system.clock.now() }
    const looks = async (more: object = {}) => {
      const before = system.told.of('looks-between-ticks').length
      await system.wake({ ...wake, ...more })
      return system.told.of('looks-between-ticks').length - before
    }
    expect([await looks(), await looks(), await looks()]).toEqual([1, 0, 0])
    expect(await looks({ heardAt: system.clock.now() })).toBe(1)
  })

  test('an event within a second of the last look waits until the second is over', async () => {
    const system = await opened()
    const { id, protection } = await positionOf(system)
    await system.wake({ only: [id] })
    const lookedAt = system.clock.now()
    system.clock.advance(200)
    await system.exchange.cancelAllAlgo('BTCUSDT')
    await system.wake({ only: [id] })
    expect(system.clock.now() - lookedAt).toBeGreaterThan(timing.watch.woken.apart - 50)
    expect(await books(system)).toContain(protection.primary)
  })

  test.each(['a stranger', 'nothing', 'one that is closed'])('%s causes no look', async who => {
    const system = await opened()
    const id = await idOf(system)
    if (who === 'one that is closed') {
      await system.close({ v: 1, positionId: id, reason: 'operator' })
      await system.nextTick()
    }
    system.exchange.drainUsage()
    const before = system.told.count('RequestWeight')
    const life = aLife()
    await system.wake(
      { only: who === 'nothing' ? [] : [who === 'a stranger' ? 'stranger' : id] },
      { survey: life },
    )
    expect(life.steps.filter(step => step.startsWith('exchange.'))).toEqual([])
    expect(life.steps).not.toContain('state.woken.write')
    expect(system.told.count('RequestWeight')).toBe(before)
  })

  test('of two runs that begin at once, one looks', async () => {
    const system = await opened()
    const wake = { only: [await idOf(system)] }
    await Promise.all([1, 2, 3].map(() => system.wake(wake)))
    expect(system.told.of('looks-between-ticks')).toHaveLength(1)
  })

  test('a claim whose answer was lost still counts: the run that wrote it looks', async () => {
    const system = await opened()
    const { write } = system.state.woken
    let lost = 0
    const losing = {
      ...system.state.woken,
      write: async (...given: Parameters<typeof write>) => {
        await write(...given)
        lost += 1
        return false
      },
    }
    Object.assign(system.state, { woken: losing })
    await system.wake({ only: [await idOf(system)] })
    expect(lost).toBe(1)
    expect(system.told.of('looks-between-ticks')).toHaveLength(1)
  })

  test('a wake leaves a closing position to its close', async () => {
    const system = await opened()
    const { id, symbol } = await positionOf(system)
    const stored = await system.state.positions.read(id)
    const closing = { reason: 'signal', at: system.clock.now() } as const
    if (stored)
      await system.state.positions.write({ ...stored.item, state: 'closing', closing }, stored.version)
    await system.inspect({ v: 1, id, symbol, woken: {} })
    expect(await positionOf(system)).toMatchObject({ state: 'closing' })
  })

  test('a wake leaves a position without a slot to the tick', async () => {
    const system = await opened()
    const id = await idOf(system)
    await system.state.account.update(account => ({ ...account, slots: {} }))
    await system.wake({ only: [id] })
    expect(system.told.of('looks-between-ticks')).toEqual([])
  })

  test.each([{ only: 'all' }, { only: ['x'], cause: 'whim' }, { only: ['x'], heardAt: 'now' }])(
    'a wake ignores %j',
    async given => {
      const system = await openSystem(dynamo)
      await expect(system.wake(given as object)).rejects.toThrow(/Expected .*only.*, got/)
    },
  )
})
