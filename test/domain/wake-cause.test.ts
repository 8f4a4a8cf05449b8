import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import type { Told } from '#domain/told.ts'
import { byDanger, isDanger, wakeCauses } from '#domain/wake.ts'
import { causeOf } from '#domain/wake-cause.ts'
import { anOpenPosition, orderId } from './builders.ts'

/** A long of 10 at 2500, its stop at 2498.34; forced out at 2497.51 or below 2497.5. */
const position = anOpenPosition()
const order = (clientId: string, became: 'filled' | 'ended'): Told => ({
  ...{ kind: 'order', symbol: 'ETHUSDT' },
  ...{ clientId, became },
})
const mark = (price: string): Told => ({ kind: 'mark', symbol: 'ETHUSDT', mark: price })
const shown = (quantity: string, side?: 'long' | 'short'): Told => ({
  ...{ kind: 'position', symbol: 'ETHUSDT', quantity },
  ...(side && { side }),
})

describe('a position that is open is looked at for', () => {
  const [rung] = position.rungs
  if (!rung) throw new Error('Expected a take-profit')
  const placed = { ...position, rungs: [{ ...rung, state: 'placed' as const, clientId: orderId('rung', 7) }] }
  test.each<[string, Told, string, Position?]>([
    ['its stop that ended', order(orderId('primary', 1), 'ended'), 'order-ended'],
    ['its backup that ended', order(orderId('backup', 2), 'ended'), 'order-ended'],
    ['a take-profit that ended', order(orderId('rung', 7), 'ended'), 'order-ended', placed],
    ['a take-profit that filled', order(orderId('rung', 7), 'filled'), 'filled', placed],
    ['its stop that filled', order(orderId('primary', 1), 'filled'), 'filled'],
    ['a fill of another client', order('web_abc', 'filled'), 'filled'],
    ['a quantity that is another', shown('4', 'long'), 'position-changed'],
    ['being flat', shown('0'), 'position-changed'],
    ['being turned', shown('10', 'short'), 'position-changed'],
    ['a mark at its stop', mark('2498.34'), 'stop-passed'],
    ['a mark that its stop should have kept it from', mark('2497.4'), 'beyond-level'],
    ['its liquidation', { kind: 'liquidation', symbol: 'ETHUSDT' }, 'liquidation'],
    ['a margin call', { kind: 'margin-call', symbol: 'ETHUSDT' }, 'margin-call'],
    ['whatever was not heard', { kind: 'gap' }, 'gap'],
  ])('%s', (_, told, cause, of = position) => expect(causeOf(told, of)).toBe(cause))
})

describe('it is not looked at for', () => {
  const bridged = { ...position, protection: { ...position.protection, bridge: orderId('bridge', 5) } }
  test.each<[string, Told, Position?]>([
    ['a stop that was replaced by ourselves', order(orderId('primary', 0), 'ended')],
    ['a bridge that has done its work', order(orderId('bridge', 5), 'ended'), bridged],
    ['an order of another client that ended', order('web_abc', 'ended')],
    [
      'an order of another position that ended',
      order(clientIdOf('test', 'a'.repeat(12), 'primary', 1), 'ended'),
    ],
    ['its entry that filled', order(orderId('entry', 0), 'filled')],
    ['its own sale at market', order(orderId('bank', 9), 'filled')],
    ['the quantity that it has', shown('10', 'long')],
    ['a mark short of its stop', mark('2498.35')],
    ['a mark that is none', mark('0')],
    ['another symbol', { kind: 'liquidation', symbol: 'SOLUSDT' }],
  ])('%s', (_, told, of = position) => expect(causeOf(told, of)).toBeUndefined())
})

const anyTold: fc.Arbitrary<Told> = fc.oneof(
  fc
    .constantFrom('primary', 'backup', 'entry', 'close', 'rung')
    .chain(purpose =>
      fc
        .constantFrom('filled', 'ended')
        .map(became => order(orderId(purpose as 'primary', 1), became as 'filled')),
    ),
  fc.integer({ min: 2_000, max: 3_000 }).map(price => mark(String(price))),
  fc.nat(20).map(quantity => shown(String(quantity), quantity > 0 ? 'long' : undefined)),
)

test('a change by the function that has the position causes no look', () => {
  fc.assert(
    fc.property(anyTold, fc.constantFrom('entering', 'closing', 'closed', 'abandoned'), (told, state) => {
      expect(causeOf(told, { ...position, state: state as 'closing' })).toBeUndefined()
    }),
  )
})

test('a mark that causes a look at a long causes one at a short as far on the other side', () => {
  fc.assert(
    fc.property(fc.integer({ min: 240_000, max: 260_000 }), cents => {
      const [below, above] = [cents / 100, 5_000 - cents / 100].map(price => mark(price.toFixed(2)))
      const short = anOpenPosition({ side: 'short' })
      expect(causeOf(above as Told, short)).toBe(causeOf(below as Told, position))
    }),
  )
})

test('danger comes first', () => {
  const sorted = [...wakeCauses].reverse().toSorted(byDanger)
  expect(sorted).toEqual([...wakeCauses])
  expect(wakeCauses.filter(isDanger)).toEqual(['liquidation', 'margin-call', 'beyond-level', 'order-ended'])
})
