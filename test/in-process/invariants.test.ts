import { expect, test } from 'vitest'
import type { Position } from '#domain/position.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

/** An open position with a damaged record in the table. */
async function damaged(change: (position: Position) => Partial<Position>): Promise<System> {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  const position = await positionOf(system)
  const { version } = (await system.state.positions.read(position.id)) ?? {}
  if (version === undefined) throw new Error('the position has no record')
  await system.state.positions.write({ ...position, ...change(position) }, version)
  return system
}

/** Moves the price, lets triggered orders fill, and runs the watch. */
async function walk(system: System, price: string): Promise<void> {
  system.move(price)
  await system.nextTick()
  await expectPromises(system)
}

/** The moves that the journal records as refused, each with its reason. */
const refusals = async (system: System) =>
  (await system.state.journal.read((await positionOf(system)).id)).flatMap(({ at: _, event, ...told }) =>
    event === 'invariant-broken' ? [told] : [],
  )

const algoTypes = async ({ exchange }: System) =>
  (await exchange.openAlgoOrders('BTCUSDT')).map(({ type }) => type).toSorted()

async function closes(system: System): Promise<void> {
  await system.signal(buy(system, { id: 'end', action: 'CLOSE', timestamp: system.clock.now() }))
  await system.nextTick()
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  await expectResultOf(system, position)
  await expectPromises(system, { nakedLater: true })
}

test('with a client id counter that went back, no new order is sent, but the stop stands, is restored, and the position closes', async () => {
  const system = await damaged(() => ({ intents: 1 }))
  const { protection } = await positionOf(system)
  await walk(system, '60104')
  expect(await refusals(system)).toContainEqual({
    refused: 'raise-stop',
    invariant: 'client-id-used',
    expected: 'client ids from 4 on',
    found: '1 to 3',
  })
  expect(system.told.count('InvariantBroken')).toBeGreaterThan(0)
  expect(system.told.count('StopRaised')).toBe(0)
  expect((await positionOf(system)).protection).toEqual(protection)

  await system.exchange.cancelAllAlgo('BTCUSDT')
  await system.nextTick()
  expect(await algoTypes(system)).toEqual(['STOP', 'STOP_MARKET'])
  await closes(system)
})

test('take-profits that would sell more than was entered are not sent, and the stop still climbs', async () => {
  const system = await damaged(({ rungs }) => ({
    rungs: rungs.map(rung => (rung.tier === 2 ? { ...rung, quantity: '1.2' } : rung)),
  }))
  await walk(system, '60104')
  expect(system.told.count('InvariantBroken')).toBe(1)
  expect(await refusals(system)).toMatchObject([{ refused: 'offer', invariant: 'rungs-exceed-entry' }])
  expect((await positionOf(system)).protection.level).toBe('60063.1')
  expect(await algoTypes(system)).toEqual(['STOP', 'STOP_MARKET'])
  await closes(system)
})

test('take-profits that the market has passed are not sold if they would sell too much', async () => {
  const system = await damaged(({ rungs }) => ({
    rungs: rungs.map(rung => (rung.tier === 1 ? { ...rung, quantity: '-0.156' } : rung)),
  }))
  await walk(system, '60304')
  expect(await refusals(system)).toMatchObject([{ refused: 'bank', invariant: 'rungs-exceed-entry' }])
  expect((await positionOf(system)).openQuantity).toBe('0.625')
  await closes(system)
})

test('each look reports a broken invariant once', async () => {
  const system = await damaged(() => ({ intents: 1 }))
  await walk(system, '60104')
  const once = await refusals(system)
  expect(once.map(({ refused }) => refused)).toEqual(['raise-stop', 'resize', 'offer'])
  await system.nextTick()
  expect(await refusals(system)).toEqual([...once, ...once])
})

test('the backup follows the quantity even if a missing take-profit may not be offered again', async () => {
  const system = await damaged(({ rungs }) => ({
    rungs: rungs.map(rung => (rung.tier === 2 ? { ...rung, quantity: '1.2' } : rung)),
  }))
  const { exchange, wire } = system
  const offered = (await exchange.openAlgoOrders('BTCUSDT')).find(({ type }) => type === 'TAKE_PROFIT_MARKET')
  const { clientId = '' } = offered ?? {}
  await exchange.cancelAlgo('BTCUSDT', clientId)
  wire.refuse('GET /fapi/v1/algoOrder', -2013, params => params.get('clientAlgoId') === clientId)
  await system.nextTick()
  expect(await refusals(system)).toEqual([])

  await exchange.place({
    ...{ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'IOC' },
    ...{ quantity: '0.1', price: '60100', clientId: 'by-hand' },
  })
  await system.nextTick()
  expect(await refusals(system)).toMatchObject([{ refused: 'offer', invariant: 'rungs-exceed-entry' }])
  const { openQuantity } = await positionOf(system)
  expect(openQuantity).toBe('1.349')
  const backup = (await exchange.openAlgoOrders('BTCUSDT')).find(({ type }) => type === 'STOP')
  expect(backup?.quantity).toBe(openQuantity)
})
