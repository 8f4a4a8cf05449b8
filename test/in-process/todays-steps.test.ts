import { describe, expect, test } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import type { RulesChange } from '#paper/faults/changed-rules.ts'
import { createFaults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises, expectResultOf } from './audit.ts'
import { change, opened, stopsOf, walk } from './changed-rules.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

describe('an exit', () => {
  const close = (system: System) => buy(system, { id: 'close', action: 'CLOSE' })
  const sold = async (system: System) =>
    (await system.venue.ledger('BTCUSDT')).trades
      .filter(trade => trade.side === 'SELL')
      .map(trade => trade.qty)

  test.each<[string, RulesChange, readonly string[]]>([
    ['step', { stepSize: '0.1' }, ['1.2', '0.049']],
    ['least quantity', { stepSize: '0.1', minQuantity: '0.5' }, ['1.2', '0.049']],
    ['market maximum', { marketMaxQuantity: '0.5' }, ['0.5', '0.5', '0.249']],
  ])('closes the whole position under another %s', async (_, rules, quantities) => {
    const [system, faults] = await opened()
    change(system, faults, rules)
    await system.signal(close(system))
    const position = await positionOf(system)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    expect(await sold(system)).toEqual(quantities)
    const { slots } = (await system.state.account.read()).item
    expect(slots).toEqual({})
    await expectPromises(system, { otherRules: true })
    await expectResultOf(system, position)
  })

  test.each<[string, RulesChange, readonly string[]]>([
    ['step', { stepSize: '0.1', minQuantity: '0.1' }, ['1.249']],
    ['market maximum', { marketMaxQuantity: '0.5' }, ['0.312', '0.468', '0.469']],
    ['step and maximum', { stepSize: '0.1', marketMaxQuantity: '1' }, ['0.6', '0.649']],
  ])('closes the whole position under another %s that cannot be read', async (_, rules, quantities) => {
    const [system, faults] = await opened()
    change(system, faults, rules)
    system.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
    await system.signal(close(system))
    const position = await positionOf(system)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    expect(await sold(system)).toEqual(quantities)
    await expectPromises(system, { otherRules: true })
    await expectResultOf(system, position)
  })

  test.each<[string, RulesChange, readonly string[]]>([
    ['step', { stepSize: '0.1', minQuantity: '0.1' }, ['1.249']],
    ['market maximum', { marketMaxQuantity: '0.5' }, ['0.312', '0.468', '0.469']],
  ])(
    'in place of a passed first stop is sent at once under another %s that cannot be read',
    async (_, rules, quantities) => {
      const faults = createFaults()
      const system = await openSystem(dynamo, { faults })
      system.wire.once('POST /fapi/v1/algoOrder', () => {
        change(system, faults, rules)
        system.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
        system.move('59000')
      })
      await system.signal(buy(system))
      const position = await positionOf(system)
      expect(position).toMatchObject({ state: 'closed', result: { reason: 'stop-crossed' } })
      expect(await sold(system)).toEqual(quantities)
      await expectResultOf(system, position)
    },
  )

  test('under rules that cannot be found gives up after a few trials, and the stop stands', async () => {
    const [system, faults] = await opened()
    change(system, faults, { stepSize: '1000000', minQuantity: '1000000' })
    system.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
    await system.signal(close(system)).catch(() => undefined)
    expect(await sold(system)).toEqual([])
    expect(await stopsOf(system)).toHaveLength(1)
  })

  test('in an emergency without stops needs no second look', async () => {
    const [system, faults] = await opened()
    change(system, faults, { stepSize: '0.1' })
    await system.exchange.cancelAllAlgo('BTCUSDT')
    await walk(system, ['59930'])
    const position = await positionOf(system)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
    await expectResultOf(system, position)
  })
})

test('under a coarser step a climb sells every part once, and the whole position', async () => {
  const [system, faults] = await opened()
  await walk(system, ['60070'])
  change(system, faults, { stepSize: '0.1', marketMaxQuantity: '0.2' })
  await walk(system, [
    '60104',
    '60165',
    '60204',
    '60304',
    '60404',
    '60504',
    '60704',
    '60904',
    '61204',
    '62010',
  ])
  await walk(system, ['62010', '62010'])
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'take-profit' } })
  const [life] = positionLifetimes(await system.venue.ledger('BTCUSDT'))
  expect(life?.exitQuantity.toFixed()).toBe('1.249')
  const { trades } = await system.venue.ledger('BTCUSDT')
  const parts = trades.filter(trade => trade.side === 'SELL').map(trade => trade.qty)
  expect(sum(parts).toFixed()).toBe('1.249')
  expect(parts.slice(1).every(part => dec(part).lte('0.2'))).toBe(true)
  await expectPromises(system, { otherRules: true, nakedLater: true })
  await expectResultOf(system, position)
})

test('a lost take-profit is placed again in new steps, and the remainder goes into the next', async () => {
  const [system, faults] = await opened()
  const { symbols } = system.state
  const sent = (await positionOf(system)).rungs.find(({ state }) => state === 'placed')
  change(system, faults, { stepSize: '0.1' })
  await symbols.saveRules(await system.exchange.allRules(), system.clock.now())
  await system.exchange.cancelAlgo('BTCUSDT', sent?.clientId ?? '')
  await system.nextTick()
  const { rungs } = await positionOf(system)
  expect(rungs[0]).toMatchObject({ state: 'placed', quantity: '0.6' })
  expect(rungs.slice(0, -1).every(({ quantity }) => dec(quantity).mod('0.1').isZero())).toBe(true)
  expect(sum(rungs.map(({ quantity }) => quantity)).toFixed()).toBe('1.249')
})
