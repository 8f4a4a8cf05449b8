import { describe, expect, test } from 'vitest'
import { clientIdOf } from '#domain/identity.ts'
import { allKinds } from '#notifications/kinds.ts'
import { notificationSchema } from '#notifications/notification.ts'
import { toldSteps } from '#notifications/tell-step.ts'
import { positionIdIn, toldBy } from '#notifications/told-by.ts'
import { accountChange, atMs, deployment, position, result, step } from './changes.ts'

/** Without protections. */
const account = { deployment, protections: [] }

const told = (event: string, details: Readonly<Record<string, unknown>>, of = position) =>
  toldBy(step(event, details), { ...account, position: of })

const { id, protection } = position
const first = clientIdOf('paper', id, 'primary', 1)
const later = clientIdOf('paper', id, 'primary', 7)
const common = {
  v: 1,
  id: `${id}/2025-02-03T02:07:00.000Z#0003`,
  at: atMs,
  deployment: 'paper',
  positionId: id,
  sequence: '2025-02-03T02:07:00.000Z#0003',
  symbol: 'ETHUSDT',
  side: 'long',
  source: position.source,
  asset: 'USDT',
}

describe('what a step of a position tells:', () => {
  test.each([
    [
      'a filled entry tells that a position opened',
      'entry-filled',
      { stopOutcome: 'accepted' },
      {
        kind: 'opened',
        how: 'entered',
        isProtected: true,
        stop: protection.level,
        leverage: position.leverage,
      },
    ],
    [
      'a filled entry without its stop tells that the position is unprotected',
      'entry-filled',
      { stopOutcome: 'unresolved' },
      { isProtected: false },
    ],
    [
      'an adoption tells that another client’s position was taken over',
      'adopted',
      { symbol: 'ETHUSDT' },
      { kind: 'opened', how: 'taken-over' },
    ],
    [
      'an adoption tells that a position got its slot back',
      'adopted',
      { was: 'abandoned' },
      { kind: 'opened', how: 'taken-back' },
    ],
    [
      'a first stop that a later look sent is told as late',
      'stop-sent',
      { order: 'primary', clientId: first, triggerPrice: '2500.5', outcome: 'accepted' },
      { kind: 'protected-late', stop: '2500.5', afterMs: 2_000 },
    ],
    [
      'a later stop that was restored is told as late, without a delay',
      'stop-sent',
      { order: 'primary', clientId: later, triggerPrice: '2510.5', outcome: 'accepted', restores: true },
      { kind: 'protected-late', stop: '2510.5', afterMs: undefined },
    ],
    [
      'a stop that the watch sent beside the lease is told as late',
      'stop-rescued',
      { clientId: first, outcome: 'accepted' },
      { kind: 'protected-late', stop: protection.level, afterMs: 2_000 },
    ],
    [
      'a stop that follows the price',
      'stop-raised',
      { from: '2500', to: '2510.5', tier: 2, mark: '2600' },
      { kind: 'stop-moved', from: '2500', to: '2510.5', tier: 2, mark: '2600' },
    ],
    [
      'a filled take-profit',
      'take-profit-traced',
      { clientId: 't3', status: 'FINISHED', filled: '0.5' },
      { kind: 'take-profit', quantity: '0.5', price: '2700', tier: 1 },
    ],
    [
      'a triggered take-profit without a known fill',
      'take-profit-traced',
      { clientId: 't3', status: 'TRIGGERED', filled: '0.000' },
      { kind: 'take-profit', quantity: position.rungs.find(({ clientId }) => clientId === 't3')?.quantity },
    ],
    [
      'take-profits that the market jumped over, sold at market',
      'profit-banked',
      { rungs: [1], quantity: '0.7', mark: '2710', outcome: 'accepted' },
      { kind: 'take-profit', quantity: '0.7', price: '2710' },
    ],
    [
      'a close by force',
      'closing',
      { reason: 'stop-crossed' },
      { kind: 'emergency', reason: 'stop-crossed' },
    ],
    [
      'a close with its result and figures',
      'closed',
      { ...result, tier: 0 },
      { kind: 'closed', result: 'known', exit: 'first-stop', netPnl: '-2.1', fees: '0.4', heldMs: 60_000 },
    ],
    [
      'a close without its result, with an estimate only',
      'closed',
      { ...result, provisional: { lacks: 'trades', estimate: '-3' } },
      { kind: 'closed', result: 'pending', estimate: '-3' },
    ],
    ['a result that became known later', 'result-known', result, { result: 'amended', netPnl: '-2.1' }],
    ['a result from the operator', 'result-told', { netPnl: '5' }, { result: 'amended', netPnl: '5' }],
  ])('%s', (_, event, details, expected) => {
    expect(told(event, details)).toEqual([expect.objectContaining({ ...common, ...expected })])
  })

  test.each([
    [
      'a stop that the exchange rejected',
      'stop-sent',
      { order: 'primary', clientId: first, outcome: 'refused' },
    ],
    ['a stop of a later level', 'stop-sent', { order: 'primary', clientId: later, outcome: 'accepted' }],
    ['the backup', 'stop-sent', { order: 'backup', clientId: first, outcome: 'accepted' }],
    ['a rescue without a proof', 'stop-rescued', { clientId: first, outcome: 'unresolved' }],
    ['a take-profit that was cancelled', 'take-profit-traced', { clientId: 't3', status: 'CANCELED' }],
    ['take-profits that did not sell', 'profit-banked', { quantity: '0.7', outcome: 'refused' }],
    ['a close that a signal asked for', 'closing', { reason: 'signal' }],
    ['a step that only qt explain shows', 'books-empty', { rounds: 1 }],
    ['an unknown step of another release', 'waltzed', { steps: 3 }],
    ['a name that every object has', 'constructor', {}],
  ])('%s is not told', (_, event, details) => {
    expect(told(event, details)).toEqual([])
  })

  test('a notification of a pending result has no figures', () => {
    const [pending] = told('closed', { ...result, provisional: { lacks: 'income' } })
    expect(JSON.parse(JSON.stringify(pending))).not.toHaveProperty('netPnl')
  })

  test('a step without its details tells what is there, or nothing', () => {
    for (const event of toldSteps) {
      for (const notification of told(event, {}))
        expect(notificationSchema.safeParse(notification).error, event).toBeUndefined()
    }
    expect(told('closed', {})).toHaveLength(1)
  })

  test('a position that was recorded without its rules is told too, and holds nothing up', () => {
    const { rules: _, ...recorded } = position
    expect(told('closed', result, recorded as typeof position)).toEqual([
      expect.objectContaining({ kind: 'closed', asset: '?' }),
    ])
  })

  test('a repeated change tells the same, under the same ids', () => {
    const change = step('closed', result)
    const of = { ...account, position }
    expect(toldBy(change, of)).toEqual(toldBy(structuredClone(change), of))
    const halted = accountChange({ halts: {} }, { halts: { operator: 'lunch' } })
    expect(toldBy(halted, account)).toEqual(toldBy(structuredClone(halted), account))
  })

  test('a change is told with its own position, or not at all', () => {
    const change = step('closed', result)
    expect(positionIdIn(change)).toBe(id)
    expect(toldBy(change, { ...account, position: { ...position, id: 'another' } })).toEqual([])
    expect(toldBy(change, account)).toEqual([])
  })

  test('a position’s own item, a deletion and a second write tell nothing', () => {
    const change = step('closed', result)
    for (const other of [
      { ...change, sk: 'ITEM' },
      { ...change, now: undefined, before: change.now },
      { ...change, before: change.now },
    ]) {
      expect(positionIdIn(other)).toBeUndefined()
      expect(toldBy(other, { ...account, position })).toEqual([])
    }
  })
})

test('every kind of notification has its shape', () => {
  expect(notificationSchema.options.map(({ shape }) => shape.kind.value)).toEqual([...allKinds, 'test'])
})
