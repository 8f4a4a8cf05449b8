import { expect, test } from 'vitest'
import { rulesWith } from '../paper/rules-with.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { expectPromises } from './judge.ts'
import { buy, sell, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

const byHand = { symbol: 'BTCUSDT', side: 'BUY', clientId: 'by-hand' } as const
const bought = { ...byHand, type: 'LIMIT', timeInForce: 'IOC', quantity: '0.1', price: '60100' } as const

/** The executor turned it down itself: the gate had let it through, and nothing was sent. */
async function expectRefused(house: House, reason: string, id = 'one'): Promise<void> {
  expect(await verdictOn(house, id)).toBe(reason)
  expect(house.wire.requests).not.toContain('POST /fapi/v1/order')
  expect((await house.state.account.read()).item.slots).toEqual({})
}

test('low confidence, HOLD and stale signals are refused, each by its name', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house, { id: 'unsure', confidence: 0.7199 }))
  await house.signal(buy(house, { id: 'hold', action: 'HOLD' }))
  await house.signal(buy(house, { id: 'old', timestamp: house.clock.now() - 60_001 }))
  const verdicts = await Promise.all(['unsure', 'hold', 'old'].map(id => verdictOn(house, id)))
  expect(verdicts).toEqual(['low-confidence', 'hold', 'stale'])
  await house.signal(buy(house, { id: 'just', confidence: 0.72, source: 'xgboost' }))
  expect(await verdictOn(house, 'just')).toBe('accepted')
})

test('a signal that goes stale in the queue is refused by the executor', async () => {
  const house = await openHouse(dynamo)
  await house.gate(buy(house))
  house.clock.advance(61_000)
  await house.drain()
  await expectRefused(house, 'stale')
})

test('an open position refuses more of the same side and of the other', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  await house.signal(buy(house, { id: 'more' }))
  await house.signal(sell(house, { id: 'other' }))
  expect(await verdictOn(house, 'more')).toBe('already-open')
  expect(await verdictOn(house, 'other')).toBe('opposes-open-position')
  expect(await expectPromises(house)).toHaveLength(1)
})

test('two signals that pass the gate together open one position', async () => {
  const house = await openHouse(dynamo)
  await house.gate(buy(house))
  await house.gate(buy(house, { id: 'two' }))
  await house.drain()
  expect(await verdictOn(house, 'two')).toBe('already-open')
  expect(await expectPromises(house)).toHaveLength(1)
})

test('a position that is not ours blocks its symbol until it is gone, and is not touched', async () => {
  const house = await openHouse(dynamo)
  await house.exchange.place(bought)
  await house.signal(buy(house))
  expect(await verdictOn(house)).toBe('foreign-position')
  await house.nextTick()
  await house.nextTick()
  expect(house.told.count('ForeignPosition')).toBe(1)
  await house.signal(buy(house, { id: 'two' }))
  expect(await verdictOn(house, 'two')).toBe('foreign-position')
  expect((await house.exchange.position('BTCUSDT'))?.quantity).toBe('0.1')
  const gone = { ...byHand, type: 'MARKET', side: 'SELL', reduceOnly: true, quantity: '0.1' } as const
  await house.exchange.place(gone)
  await house.nextTick()
  await house.signal(buy(house, { id: 'three' }))
  expect(await verdictOn(house, 'three')).toBe('accepted')
})

test.each([
  ['a person', 'by-hand'],
  ['another deployment', 'qt-other-000000000001-b7'],
])('orders of %s on the symbol refuse the entry', async (_, clientId) => {
  const house = await openHouse(dynamo)
  const order = { ...byHand, type: 'STOP_MARKET', side: 'SELL', clientId } as const
  await house.exchange.placeAlgo({ ...order, triggerPrice: '50000', quantity: '0.1' })
  await house.signal(buy(house))
  await expectRefused(house, 'foreign-position')
  expect(await house.exchange.openAlgoOrders('BTCUSDT')).toHaveLength(1)
})

test('what is left of our own last position makes the entry wait, and it trades once that is gone', async () => {
  const house = await openHouse(dynamo)
  const left = { ...byHand, type: 'STOP_MARKET', side: 'SELL', clientId: 'qt-test-000000000001-g7' } as const
  await house.exchange.placeAlgo({ ...left, triggerPrice: '50000', quantity: '0.1' })
  await house.gate(buy(house))
  await expect(house.drain()).rejects.toThrow('being cleaned up')
  await house.exchange.cancelAllAlgo('BTCUSDT')
  await house.drain()
  expect(await verdictOn(house)).toBe('accepted')
})

test('hedge mode halts entries until the idle watch finds it gone', async () => {
  const house = await openHouse(dynamo)
  await house.send('POST', '/v1/positionSide/dual', { dualSidePosition: true })
  await house.signal(buy(house))
  await expectRefused(house, 'halted')
  await house.signal(buy(house, { id: 'two' }))
  await expectRefused(house, 'halted', 'two')
  await house.nextTick()
  await house.signal(buy(house, { id: 'three' }))
  await expectRefused(house, 'halted', 'three')
  await house.send('POST', '/v1/positionSide/dual', { dualSidePosition: false })
  await house.nextTick()
  expect(house.told.of('entries-resumed')).toHaveLength(1)
  await house.signal(buy(house, { id: 'four' }))
  expect(await verdictOn(house, 'four')).toBe('accepted')
})

test('an account without the margin asset refuses the entry and says so, once its modes were looked at', async () => {
  const rules = rulesWith('BTCUSDT', { symbol: 'BTCUSDC', quoteAsset: 'USDC', marginAsset: 'USDC' })
  const house = await openHouse(dynamo, {
    rules,
    symbol: 'BTCUSDC',
    environment: { QT_QUOTE_ASSETS: 'USDC' },
  })
  await house.signal(buy(house, { symbol: 'BTCUSDC' }))
  await expectRefused(house, 'refused')
  const verdict = await house.state.signals.read('xgboost#one', house.clock.now())
  expect(verdict?.detail).toBe('the futures account holds no USDC: transfer some to it')
  await house.send('POST', '/v1/positionSide/dual', { dualSidePosition: true })
  await house.signal(buy(house, { id: 'two', symbol: 'BTCUSDC' }))
  await expectRefused(house, 'halted', 'two')
})

test('the kill switch stops entries, also those on their way, and no exits', async () => {
  const house = await openHouse(dynamo)
  const halt = (halts: Readonly<Record<string, string>>) =>
    house.state.account.update(account => ({ ...account, halts }))
  await house.signal(buy(house))
  await house.gate(buy(house, { id: 'queued', symbol: 'ETHUSDT' }))
  await halt({ operator: 'switched by hand' })
  await house.drain()
  await house.signal(buy(house, { id: 'later', symbol: 'SOLUSDT' }))
  expect([await verdictOn(house, 'queued'), await verdictOn(house, 'later')]).toEqual(['halted', 'halted'])
  await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  expect(await verdictOn(house, 'close')).toBe('accepted')
  expect((await expectPromises(house))[0]?.closedAt).toBeDefined()
})

test('a deployment that starts with the kill switch on takes no entry', async () => {
  const house = await openHouse(dynamo, { environment: { QT_KILL_SWITCH: 'on' } })
  await house.signal(buy(house))
  await expectRefused(house, 'halted')
})

test('an entry whose worst case could pass the daily loss is refused', async () => {
  const house = await openHouse(dynamo, { environment: { QT_MAX_DAILY_LOSS: '149' } })
  // 3 % of a margin of 2498 and a taker round trip on a notional of 74944: 149.89.
  await house.signal(buy(house))
  await expectRefused(house, 'daily-loss')
})

test('a day that lost its allowance takes no more entries, and the next day does', async () => {
  const house = await openHouse(dynamo, {
    environment: { QT_MAX_DAILY_LOSS: '200', QT_COOLDOWN_SECONDS: '0' },
  })
  await house.signal(buy(house))
  house.move('59955')
  await house.nextTick()
  await house.nextTick()
  await house.signal(buy(house, { id: 'two' }))
  expect(await verdictOn(house, 'two')).toBe('daily-loss')
  house.clock.advance(86_400_000)
  await house.signal(buy(house, { id: 'three' }))
  expect(await verdictOn(house, 'three')).toBe('accepted')
})

test('the cooldown holds for its time from the confirmed close', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  const closedAt = (await house.state.account.read()).item.lastClosed.BTCUSDT ?? 0
  house.clock.advance(closedAt + 299_999 - house.clock.now())
  await house.signal(buy(house, { id: 'early' }))
  expect(await verdictOn(house, 'early')).toBe('cooldown')
  house.clock.advance(closedAt + 300_000 - house.clock.now())
  await house.signal(buy(house, { id: 'free' }))
  expect(await verdictOn(house, 'free')).toBe('accepted')
})

test('as many positions as there are slots, each of a quarter of what is free, and not one more', async () => {
  const house = await openHouse(dynamo, { environment: { QT_MAX_POSITIONS: '2', QT_SYMBOLS: 'any' } })
  house.feed.push('ETHUSDT', house.clock.now(), '2500')
  house.feed.push('SOLUSDT', house.clock.now(), '200')
  const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']
  for (const symbol of symbols) await house.gate(buy(house, { symbol, id: symbol }))
  await house.drain()
  const verdicts = await Promise.all(symbols.map(symbol => verdictOn(house, symbol)))
  expect(verdicts).toEqual(['accepted', 'accepted', 'no-slot'])
  const { slots } = (await house.state.account.read()).item
  const stored = await house.state.positions.readAll(Object.values(slots).map(slot => slot.positionId))
  const margins = stored.map(({ item }) => [item.symbol, Math.round(Number(item.margin))])
  expect(Object.fromEntries(margins)).toEqual({ BTCUSDT: 2498, ETHUSDT: 1866 })
  house.move('2502', 'ETHUSDT')
  await house.nextTick()
  for (const symbol of symbols) await expectPromises(house, {}, symbol)
})

test('symbols beyond those that are configured are unknown', async () => {
  const house = await openHouse(dynamo, { environment: { QT_SYMBOLS: 'ETHUSDT,SOLUSDT' } })
  await house.signal(buy(house))
  await expectRefused(house, 'unknown-symbol')
})

test('with no cooldown, the trades of the last position are not taken for the next one', async () => {
  const house = await openHouse(dynamo, { environment: { QT_COOLDOWN_SECONDS: '0' } })
  await house.signal(sell(house))
  await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  await house.signal(buy(house, { id: 'two' }))
  const [, second] = await expectPromises(house)
  const { item } = (
    await house.state.positions.readAll(
      Object.values((await house.state.account.read()).item.slots).map(slot => slot.positionId),
    )
  )[0] ?? { item: undefined }
  expect(item).toMatchObject({
    entryQuantity: second?.entryQuantity.toFixed(),
    entryPrice: second?.entryPrice.toFixed(),
    entryFees: second?.fees.toFixed(),
  })
})
