import { expect, test } from 'vitest'
import type { CloseReason, Position, Result } from '#domain/position.ts'
import { closedTradeOf } from '#domain/protections/trade-of.ts'
import { anOpenPosition, now } from '../builders.ts'

/** A long of 10 ETH at 2500 with 30x, which binds 833.33, with its result. */
const closed = (reason: CloseReason, change: Partial<Position> = {}): Position => ({
  ...anOpenPosition(),
  ...{ id: 'p1', state: 'closed' as const, result: { reason, netPnl: '-50' } as Result },
  ...change,
})

test('a trade is a position’s profit by its margin', () => {
  expect(closedTradeOf(closed('signal'), now)).toEqual({
    ...{ id: 'p1', symbol: 'ETHUSDT', side: 'long', closedAt: now },
    profit: '-0.06000000',
  })
})

test('the margin is that of the filled quantity at its fill price', () => {
  const { entryPrice: _, entryQuantity: __, ...unread } = closed('signal')
  const filled = { ...unread, entryPrice: '5000', entryQuantity: '4' }
  const asked = { ...unread, entry: { ...unread.entry, touchPrice: '1000', quantity: '5' } }
  expect(closedTradeOf(filled, now).profit).toBe('-0.07500000')
  expect(closedTradeOf(asked, now).profit).toBe('-0.30000000')
})

test.each<[CloseReason, boolean]>([
  ['stop-hit', true],
  ['stop-crossed', true],
  ['emergency', true],
  ['liquidated', true],
  ['take-profit', false],
  ['signal', false],
  ['operator', false],
  ['unprotectable', false],
  ['auto-deleveraged', false],
  ['external', false],
  ['end-of-data', false],
])('whether a close by %s counts as a stop', (reason, stopped) => {
  expect('stopped' in closedTradeOf(closed(reason), now)).toBe(stopped)
  expect(closedTradeOf(closed(reason), now).stopped).toBe(stopped ? true : undefined)
})

test('while its result is unknown, a trade counts with its worst loss, and as a stop unless its end is known', () => {
  const { result: _, ...untold } = closed('signal')
  expect(closedTradeOf(closed('external'), now, '100')).toMatchObject({
    profit: '-0.12000000',
    stopped: true,
  })
  expect(closedTradeOf(untold, now, '100')).toMatchObject({ profit: '-0.12000000', stopped: true })
  expect(closedTradeOf(closed('take-profit'), now, '100').stopped).toBeUndefined()
  expect(closedTradeOf(closed('stop-hit'), now, '100').stopped).toBe(true)
})

test('a position without an end earned nothing, and is no stop', () => {
  const { result: _, ...untold } = closed('signal')
  expect(closedTradeOf(untold, now)).toEqual({
    ...{ id: 'p1', symbol: 'ETHUSDT', side: 'long', closedAt: now },
    profit: '0.00000000',
  })
})
