import { describe, expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, type HouseOptions, openHouse } from './house.ts'
import { expectResultOf } from './judge.ts'
import { aLife, Killed, type Life } from './life.ts'
import { buy, positionOf } from './signals.ts'

const dynamo = memoryForTests()

/** A house in which trades are shown three seconds late: when an entry filled is told by other things. */
async function withLateTrades(options: HouseOptions = {}): Promise<[House, Faults]> {
  const faults = createFaults()
  faults.add({ match: { path: '/fapi/v1/userTrades' }, fault: { kind: 'late', ms: 3_000 } })
  const house = await openHouse(dynamo, { faults, ...options })
  return [house, faults]
}

/** Its contract ends, and the watch looks until the account has surely shown what that paid. */
async function unlist(house: House, faults: Faults, clockAheadMs = 0): Promise<void> {
  faults.add({
    match: { symbol: 'BTCUSDT' },
    fault: { kind: 'delist', from: house.clock.now() - clockAheadMs },
  })
  house.tick('60050')
  for (let tick = 0; tick < 7; tick++) await house.nextTick()
}

async function expectSettled(house: House, counted: readonly string[] = ['one']): Promise<void> {
  const position = await positionOf(house, counted.at(-1))
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'external' } })
  await expectResultOf(house, position)
  const nets = await Promise.all(
    counted.map(async id => Number((await positionOf(house, id)).result?.netPnl)),
  )
  const { day, slots } = (await house.state.account.read()).item
  expect(slots).toEqual({})
  expect(Number(day.net)).toBeCloseTo(
    nets.reduce((sum, net) => sum + net, 0),
    8,
  )
}

describe('what a position came to whose symbol is gone holds what its entry cost', () => {
  test.each([0, 20_000])('when trades are shown late, and our clock is %i ms ahead', async clockAheadMs => {
    const [house, faults] = await withLateTrades({ clockAheadMs })
    await house.signal(buy(house))
    await house.nextTick()
    await unlist(house, faults, clockAheadMs)
    await expectSettled(house)
  })

  test('when the record has our own time of the fill, and that was late', async () => {
    const [house, faults] = await withLateTrades()
    await house.signal(buy(house))
    const { openedAt = 0, ...position } = await positionOf(house)
    const { positions } = house.state
    const { version = 0 } = (await positions.read(position.id)) ?? {}
    expect(await positions.write({ ...position, openedAt: openedAt + 400 }, version)).toBeDefined()
    await unlist(house, faults)
    await expectSettled(house)
  })

  test('when its executor died before it wrote what was filled, by a clock that was ahead', async () => {
    const take = async (house: House, life: Life) => {
      await house.gate(buy(house))
      const message = house.trades.waiting.shift() ?? ''
      await house.take(message, life)
    }
    const rehearsal = aLife()
    await take((await withLateTrades())[0], rehearsal)
    const [house, faults] = await withLateTrades({ clockAheadMs: 20_000 })
    const life = aLife(rehearsal.steps.indexOf('exchange.trades') + 1)
    await expect(take(house, life)).rejects.toThrow(Killed)
    expect(await positionOf(house)).toMatchObject({ state: 'entering' })
    house.clock.advance(timing.functions.executor.lease)
    await unlist(house, faults, 20_000)
    await expectSettled(house)
  })

  test('and nothing of the position that the symbol had a moment before', async () => {
    const [house, faults] = await withLateTrades({ environment: { QT_COOLDOWN_SECONDS: '0' } })
    await house.signal(buy(house))
    await house.nextTick()
    house.move('60040')
    await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
    await house.nextTick()
    await house.signal(buy(house, { id: 'two' }))
    await house.nextTick()
    await unlist(house, faults)
    await expectSettled(house, ['one', 'two'])
  })
})
