import { expect, test } from 'vitest'
import { rulesWith } from '../paper/rules-with.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises } from './audit.ts'
import { buy, sell, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

const byHand = { symbol: 'BTCUSDT', side: 'BUY', clientId: 'by-hand' } as const
const bought = { ...byHand, type: 'LIMIT', timeInForce: 'IOC', quantity: '0.1', price: '60100' } as const

/** The executor rejected it itself: the gate had accepted it, and no order was sent. */
async function expectRefused(system: System, reason: string, id = 'one'): Promise<void> {
  expect(await verdictOn(system, id)).toBe(reason)
  expect(system.wire.requests).not.toContain('POST /fapi/v1/order')
  expect((await system.state.account.read()).item.slots).toEqual({})
}

test('the gate rejects low confidence, HOLD and stale signals, each by its own reason', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system, { id: 'unsure', confidence: 0.7199 }))
  await system.signal(buy(system, { id: 'hold', action: 'HOLD' }))
  await system.signal(buy(system, { id: 'old', timestamp: system.clock.now() - 60_001 }))
  const verdicts = await Promise.all(['unsure', 'hold', 'old'].map(id => verdictOn(system, id)))
  expect(verdicts).toEqual(['low-confidence', 'hold', 'stale'])
  await system.signal(buy(system, { id: 'just', confidence: 0.72, source: 'xgboost' }))
  expect(await verdictOn(system, 'just')).toBe('accepted')
})

test('the executor rejects a signal that goes stale in the queue', async () => {
  const system = await openSystem(dynamo)
  await system.gate(buy(system))
  system.clock.advance(61_000)
  await system.drain()
  await expectRefused(system, 'stale')
})

test('while a position is open, the gate rejects signals for either side', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  await system.signal(buy(system, { id: 'more' }))
  await system.signal(sell(system, { id: 'other' }))
  expect(await verdictOn(system, 'more')).toBe('already-open')
  expect(await verdictOn(system, 'other')).toBe('opposes-open-position')
  expect(await expectPromises(system)).toHaveLength(1)
})

test('two signals that pass the gate together open one position', async () => {
  const system = await openSystem(dynamo)
  await system.gate(buy(system))
  await system.gate(buy(system, { id: 'two' }))
  await system.drain()
  expect(await verdictOn(system, 'two')).toBe('already-open')
  expect(await expectPromises(system)).toHaveLength(1)
})

test('another client’s position blocks its symbol until it is gone; we do not touch it', async () => {
  const system = await openSystem(dynamo)
  await system.exchange.place(bought)
  await system.signal(buy(system))
  expect(await verdictOn(system)).toBe('unmanaged-position')
  await system.nextTick()
  await system.nextTick()
  expect(system.told.count('UnmanagedPosition')).toBe(1)
  await system.signal(buy(system, { id: 'two' }))
  expect(await verdictOn(system, 'two')).toBe('unmanaged-position')
  expect((await system.exchange.position('BTCUSDT'))?.quantity).toBe('0.1')
  const gone = { ...byHand, type: 'MARKET', side: 'SELL', reduceOnly: true, quantity: '0.1' } as const
  await system.exchange.place(gone)
  await system.nextTick()
  await system.signal(buy(system, { id: 'three' }))
  expect(await verdictOn(system, 'three')).toBe('accepted')
})

test.each([
  ['a person', 'by-hand'],
  ['another deployment', 'qt-other-000000000001-b7'],
])('orders of %s on the symbol keep an entry out', async (_, clientId) => {
  const system = await openSystem(dynamo)
  const order = { ...byHand, type: 'STOP_MARKET', side: 'SELL', clientId } as const
  await system.exchange.placeAlgo({ ...order, triggerPrice: '50000', quantity: '0.1' })
  await system.signal(buy(system))
  await expectRefused(system, 'unmanaged-position')
  expect(await system.exchange.openAlgoOrders('BTCUSDT')).toHaveLength(1)
})

test('an entry waits until the orders of our last position are gone, and then trades', async () => {
  const system = await openSystem(dynamo)
  const left = { ...byHand, type: 'STOP_MARKET', side: 'SELL', clientId: 'qt-test-000000000001-g7' } as const
  await system.exchange.placeAlgo({ ...left, triggerPrice: '50000', quantity: '0.1' })
  await system.gate(buy(system))
  await expect(system.drain()).rejects.toThrow('being cleaned up')
  await system.exchange.cancelAllAlgo('BTCUSDT')
  await system.drain()
  expect(await verdictOn(system)).toBe('accepted')
})

test('hedge mode halts entries until the idle watch sees it switched off', async () => {
  const system = await openSystem(dynamo)
  await system.send('POST', '/v1/positionSide/dual', { dualSidePosition: true })
  await system.signal(buy(system))
  await expectRefused(system, 'halted')
  await system.signal(buy(system, { id: 'two' }))
  await expectRefused(system, 'halted', 'two')
  await system.nextTick()
  await system.signal(buy(system, { id: 'three' }))
  await expectRefused(system, 'halted', 'three')
  await system.send('POST', '/v1/positionSide/dual', { dualSidePosition: false })
  await system.nextTick()
  expect(system.told.of('entries-resumed')).toHaveLength(1)
  await system.signal(buy(system, { id: 'four' }))
  expect(await verdictOn(system, 'four')).toBe('accepted')
})

test('an entry is rejected when the account has none of the margin asset; its modes are checked first', async () => {
  const rules = rulesWith('BTCUSDT', { symbol: 'BTCUSDC', quoteAsset: 'USDC', marginAsset: 'USDC' })
  const system = await openSystem(dynamo, {
    rules,
    symbol: 'BTCUSDC',
    environment: { QT_QUOTE_ASSETS: 'USDC' },
  })
  await system.signal(buy(system, { symbol: 'BTCUSDC' }))
  await expectRefused(system, 'refused')
  const verdict = await system.state.signals.read('xgboost#one', system.clock.now())
  expect(verdict?.detail).toBe('the futures account holds no USDC: transfer some to it')
  await system.send('POST', '/v1/positionSide/dual', { dualSidePosition: true })
  await system.signal(buy(system, { id: 'two', symbol: 'BTCUSDC' }))
  await expectRefused(system, 'halted', 'two')
})

test('the kill switch stops every entry, even one under way, and no exit', async () => {
  const system = await openSystem(dynamo)
  const halt = (halts: Readonly<Record<string, string>>) =>
    system.state.account.update(account => ({ ...account, halts }))
  await system.signal(buy(system))
  await system.gate(buy(system, { id: 'queued', symbol: 'ETHUSDT' }))
  await halt({ operator: 'switched by hand' })
  await system.drain()
  await system.signal(buy(system, { id: 'later', symbol: 'SOLUSDT' }))
  expect([await verdictOn(system, 'queued'), await verdictOn(system, 'later')]).toEqual(['halted', 'halted'])
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  expect(await verdictOn(system, 'close')).toBe('accepted')
  expect((await expectPromises(system))[0]?.closedAt).toBeDefined()
})

test('a deployment that starts with the kill switch on takes no entry', async () => {
  const system = await openSystem(dynamo, { environment: { QT_KILL_SWITCH: 'on' } })
  await system.signal(buy(system))
  await expectRefused(system, 'halted')
})

test('the executor rejects an entry whose worst case could exceed the daily loss', async () => {
  const system = await openSystem(dynamo, { environment: { QT_MAX_DAILY_LOSS: '149' } })
  // 3 % of a margin of 2498 and a taker round trip on a notional of 74944: 149.89.
  await system.signal(buy(system))
  await expectRefused(system, 'daily-loss')
})

test('no entry is accepted after the daily loss is used up, until the next day', async () => {
  const system = await openSystem(dynamo, {
    environment: { QT_MAX_DAILY_LOSS: '200', QT_COOLDOWN_SECONDS: '0' },
  })
  await system.signal(buy(system))
  system.move('59955')
  await system.nextTick()
  await system.nextTick()
  await system.signal(buy(system, { id: 'two' }))
  expect(await verdictOn(system, 'two')).toBe('daily-loss')
  system.clock.advance(86_400_000)
  await system.signal(buy(system, { id: 'three' }))
  expect(await verdictOn(system, 'three')).toBe('accepted')
})

test('the cooldown runs from the confirmed close', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  const closedAt = (await system.state.account.read()).item.lastClosed.BTCUSDT ?? 0
  system.clock.advance(closedAt + 299_999 - system.clock.now())
  await system.signal(buy(system, { id: 'early' }))
  expect(await verdictOn(system, 'early')).toBe('cooldown')
  system.clock.advance(closedAt + 300_000 - system.clock.now())
  await system.signal(buy(system, { id: 'free' }))
  expect(await verdictOn(system, 'free')).toBe('accepted')
})

test('the slots fill with positions of a quarter of the free balance each, and no further one opens', async () => {
  const system = await openSystem(dynamo, { environment: { QT_MAX_POSITIONS: '2', QT_SYMBOLS: 'any' } })
  system.feed.push('ETHUSDT', system.clock.now(), '2500')
  system.feed.push('SOLUSDT', system.clock.now(), '200')
  const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']
  for (const symbol of symbols) await system.gate(buy(system, { symbol, id: symbol }))
  await system.drain()
  const verdicts = await Promise.all(symbols.map(symbol => verdictOn(system, symbol)))
  expect(verdicts).toEqual(['accepted', 'accepted', 'no-slot'])
  const { slots } = (await system.state.account.read()).item
  const stored = await system.state.positions.readAll(Object.values(slots).map(slot => slot.positionId))
  const margins = stored.map(({ item }) => [item.symbol, Math.round(Number(item.margin))])
  expect(Object.fromEntries(margins)).toEqual({ BTCUSDT: 2498, ETHUSDT: 1866 })
  system.move('2502', 'ETHUSDT')
  await system.nextTick()
  for (const symbol of symbols) await expectPromises(system, {}, symbol)
})

test('symbols that are not configured are unknown', async () => {
  const system = await openSystem(dynamo, { environment: { QT_SYMBOLS: 'ETHUSDT,SOLUSDT' } })
  await system.signal(buy(system))
  await expectRefused(system, 'unknown-symbol')
})

test('without a cooldown, trades of the last position do not count for the next', async () => {
  const system = await openSystem(dynamo, { environment: { QT_COOLDOWN_SECONDS: '0' } })
  await system.signal(sell(system))
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  await system.signal(buy(system, { id: 'two' }))
  const [, second] = await expectPromises(system)
  const { item } = (
    await system.state.positions.readAll(
      Object.values((await system.state.account.read()).item.slots).map(slot => slot.positionId),
    )
  )[0] ?? { item: undefined }
  expect(item).toMatchObject({
    entryQuantity: second?.entryQuantity.toFixed(),
    entryPrice: second?.entryPrice.toFixed(),
    entryFees: second?.fees.toFixed(),
  })
})
