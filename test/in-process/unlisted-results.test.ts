import { describe, expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectResultOf } from './audit.ts'
import { aLife, Killed, type Life } from './life.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System, type SystemOptions } from './system.ts'

const dynamo = memoryForTests()

/** A system in which trades are shown three seconds late: other reads tell when an entry filled. */
async function withLateTrades(options: SystemOptions = {}): Promise<[System, Faults]> {
  const faults = createFaults()
  faults.add({ match: { path: '/fapi/v1/userTrades' }, fault: { kind: 'late', ms: 3_000 } })
  const system = await openSystem(dynamo, { faults, ...options })
  return [system, faults]
}

/** The contract ends, and the watch looks until the account has surely shown what that paid. */
async function unlist(system: System, faults: Faults, clockAheadMs = 0): Promise<void> {
  faults.add({
    match: { symbol: 'BTCUSDT' },
    fault: { kind: 'delist', from: system.clock.now() - clockAheadMs },
  })
  system.tick('60050')
  for (let tick = 0; tick < 7; tick++) await system.nextTick()
}

async function expectSettled(system: System, counted: readonly string[] = ['one']): Promise<void> {
  const position = await positionOf(system, counted.at(-1))
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'external' } })
  await expectResultOf(system, position)
  const nets = await Promise.all(
    counted.map(async id => Number((await positionOf(system, id)).result?.netPnl)),
  )
  const { day, slots } = (await system.state.account.read()).item
  expect(slots).toEqual({})
  expect(Number(day.net)).toBeCloseTo(
    nets.reduce((sum, net) => sum + net, 0),
    8,
  )
}

describe('the result of a position on a delisted symbol includes the entry’s fees', () => {
  test.each([0, 20_000])('when trades are shown late, and our clock is %i ms ahead', async clockAheadMs => {
    const [system, faults] = await withLateTrades({ clockAheadMs })
    await system.signal(buy(system))
    await system.nextTick()
    await unlist(system, faults, clockAheadMs)
    await expectSettled(system)
  })

  test('when the record has our own time of the fill, and that was late', async () => {
    const [system, faults] = await withLateTrades()
    await system.signal(buy(system))
    const { openedAt = 0, ...position } = await positionOf(system)
    const { positions } = system.state
    const { version = 0 } = (await positions.read(position.id)) ?? {}
    expect(await positions.write({ ...position, openedAt: openedAt + 400 }, version)).toBeDefined()
    await unlist(system, faults)
    await expectSettled(system)
  })

  test('when its executor died before it wrote the fill, and its clock was ahead', async () => {
    const take = async (system: System, life: Life) => {
      await system.gate(buy(system))
      const message = system.trades.waiting.shift() ?? ''
      await system.take(message, life)
    }
    const rehearsal = aLife()
    await take((await withLateTrades())[0], rehearsal)
    const [system, faults] = await withLateTrades({ clockAheadMs: 20_000 })
    const life = aLife(rehearsal.steps.indexOf('exchange.trades') + 1)
    await expect(take(system, life)).rejects.toThrow(Killed)
    expect(await positionOf(system)).toMatchObject({ state: 'entering' })
    system.clock.advance(timing.functions.executor.lease)
    await unlist(system, faults, 20_000)
    await expectSettled(system)
  })

  test('and nothing of the symbol’s previous position', async () => {
    const [system, faults] = await withLateTrades({ environment: { QT_COOLDOWN_SECONDS: '0' } })
    await system.signal(buy(system))
    await system.nextTick()
    system.move('60040')
    await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
    await system.nextTick()
    await system.signal(buy(system, { id: 'two' }))
    await system.nextTick()
    await unlist(system, faults)
    await expectSettled(system, ['one', 'two'])
  })
})
