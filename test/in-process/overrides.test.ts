import { expect, test } from 'vitest'
import { verifyPosition } from '#decisions/replay.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises } from './audit.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

async function opened(asked: Readonly<Record<string, unknown>>): Promise<System> {
  const system = await openSystem(dynamo, { known: [btcRules] })
  await system.signal(buy(system, { leverage: 10, ...asked }))
  return system
}

async function shown(system: System): Promise<readonly (readonly string[])[]> {
  const orders = await system.exchange.openAlgoOrders('BTCUSDT')
  return orders.map(({ type, triggerPrice, quantity }) => [type ?? '', triggerPrice ?? '', quantity ?? ''])
}

async function expectEqual(system: System): Promise<void> {
  const position = await positionOf(system)
  const verified = verifyPosition(position, await system.state.journal.read(position.id))
  expect(verified.filter(({ equal }) => !equal)).toEqual([])
}

test('the exchange gets the stop, take-profits and size that a signal sets', async () => {
  const system = await opened({
    stopPrice: 59_600,
    takeProfits: [
      { price: '60300', share: 0.5 },
      { price: 60_600, share: 0.25 },
    ],
    size: { quantity: 0.4 },
    ladder: 'none',
  })
  expect(await verdictOn(system)).toBe('accepted')
  const position = await positionOf(system)
  expect(position).toMatchObject({ entryQuantity: '0.4', settings: { stopPrice: '59600', ladder: [] } })
  expect(await shown(system)).toEqual([
    ['STOP_MARKET', '59600', '0'],
    ['STOP', '59600', '0.4'],
    ['TAKE_PROFIT_MARKET', '60300', '0.2'],
  ])
  await system.nextTick()
  system.move('60310')
  await system.nextTick()
  expect(await shown(system)).toEqual([
    ['STOP_MARKET', '59600', '0'],
    ['STOP', '59600', '0.2'],
    ['TAKE_PROFIT_MARKET', '60600', '0.1'],
  ])
  await expectEqual(system)
  await expectPromises(system)
})

test('the watch trails the mark for what the take-profits leave, without a trailing order', async () => {
  const system = await opened({
    takeProfits: [{ price: 60_300, share: 0.5 }],
    trailPct: 0.02,
    ladder: 'none',
  })
  system.move('60310')
  await system.nextTick()
  system.move('60700')
  await system.nextTick()
  const { entryPrice = '0', protection } = await positionOf(system)
  // 2 % of the margin at 10x is 0.2 % of the entry.
  expect(Number(protection.level)).toBeCloseTo(60_700 - Number(entryPrice) * 0.002, 0)
  expect((await shown(system)).map(([type]) => type)).not.toContain('TRAILING_STOP_MARKET')
  const before = protection.level
  system.move('60640')
  await system.nextTick()
  expect((await positionOf(system)).protection.level).toBe(before)
  await expectEqual(system)
  await expectPromises(system)
})

test('the emergency level of a stop set as a price is as far beyond it as the settings say', async () => {
  const system = await opened({ stopPrice: 59_600, size: { margin: 500 } })
  await system.exchange.cancelAllAlgo('BTCUSDT')
  system.move('59530')
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  await expectEqual(system)
  await expectPromises(system, { nakedLater: true })
})

test.each([
  ['wrong-side', { stopPrice: 60_500 }],
  ['wrong-side', { takeProfits: [59_900] }],
  ['stop-too-tight', { stopPrice: 59_999.5 }],
  ['stop-too-wide', { stopPrice: 50_000 }],
  ['invalid', { ladder: 'standard', takeProfitPct: '0.06' }],
] as const)('%s rejects %j, and nothing is sent', async (reason, asked) => {
  const system = await opened(asked)
  expect(await verdictOn(system)).toBe(reason)
  expect((await system.venue.ledger('BTCUSDT')).orders).toEqual([])
})

test.each([
  [{ stopPrice: 59_000, stopLossPct: 0.02 }, /stopPrice: expected a stop as a price or as stopLossPct/],
  [{ takeProfits: [60_500, 60_400] }, /takeProfits: expected prices that rise/],
  [
    {
      takeProfits: [
        { price: 60_500, share: 0.7 },
        { price: 60_600, share: 0.7 },
      ],
    },
    /sum to at most 1/,
  ],
  [{ takeProfits: [{ price: 60_500, share: 0.7 }, 60_600] }, /a share for all or for none/],
  [{ takeProfits: [] }, /takeProfits: expected 1 to 6 prices/],
  [{ size: { margin: 1, notional: 2 } }, /size: expected one of/],
  [{ size: { margin: 0 } }, /size: expected one of/],
  [{ ladder: 'steep' }, /ladder: expected default, standard, fee-aware, none/],
] as const)('%j is invalid, and the verdict says what was expected', async (asked, problem) => {
  const system = await opened(asked)
  expect(system.told.of('signal-invalid').map(line => String(line.problems))).toEqual([
    expect.stringMatching(problem),
  ])
})

test('take-profits of a SELL lie ever lower', async () => {
  const system = await openSystem(dynamo, { known: [btcRules] })
  await system.signal(sell(system, { leverage: 10, stopPrice: 60_400, takeProfits: [59_700, 59_400] }))
  expect(await shown(system)).toEqual([
    ['STOP_MARKET', '60400', '0'],
    ['STOP', '60400', expect.any(String)],
    ['TAKE_PROFIT_MARKET', '59700', expect.any(String)],
  ])
  await expectPromises(system)
})
