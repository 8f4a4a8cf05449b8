import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { asShown } from './one-sum.ts'
import type { Fault } from './weather.ts'

const life = { symbol: 'ETHUSDT', closedAt: 100, netPnl: dec(-13), turned: false }
const next = { symbol: 'ETHUSDT', closedAt: 200, netPnl: dec(-57), turned: true }
const delisted: Fault = { key: 'listing ETHUSDT', kind: 'delisted', at: 200, symbol: 'ETHUSDT' }
const summed = { ...life, closedAt: 200, netPnl: dec(-70) }

test.each([
  [
    'turned, and delisted before it was recorded: both ends',
    { next, closedAt: 200, fault: delisted },
    summed,
  ],
  ['recorded by its own end', { next, closedAt: 100, fault: delisted }, life],
  ['followed by a position that did not turn it', { next: { ...next, turned: false } }, life],
  ['of a contract that went on', { fault: { ...delisted, kind: 'listed late' } }, life],
  ['of another contract than the one that ended', { fault: { ...delisted, symbol: 'BTCUSDT' } }, life],
  ['whose turner closed before the contract ended', { fault: { ...delisted, at: 300 } }, life],
] as const)('a position %s', (_, given, shown) => {
  const { fault, closedAt, next: after } = { fault: delisted, closedAt: 200, next, ...given }
  expect(asShown(life, after, { closedAt }, [fault])).toEqual(shown)
})
