import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import {
  banked,
  closingFor,
  fired,
  missed,
  offered,
  raised,
  resized,
  risen,
  unbanked,
  withdrawn,
  withoutReduceOnly,
} from '#domain/intentions.ts'
import type { OpenPosition } from '#domain/protection.ts'
import { sentimentOf } from '#domain/sentiment.ts'
import { anOpenPosition, now, orderId } from './builders.ts'

const position = anOpenPosition()
const open = (written: unknown) => written as OpenPosition

describe('a stop that moves', () => {
  test('has new client ids for primary, backup and bridge', () => {
    const moved = raised(position, '2502.51', 1)
    expect(moved).toMatchObject({ tier: 1, intents: 6 })
    expect(moved.protection).toEqual({
      level: '2502.51',
      primary: orderId('primary', 3),
      backup: orderId('backup', 4),
      bridge: orderId('bridge', 5),
      backupQuantity: '10',
      former: position.protection.primary,
    })
  })

  test('has no bridge where reduce-only is refused', () => {
    const alone = withoutReduceOnly(open(raised(position, '2502.51', 1)))
    expect(alone.algoReduceOnlyRefused).toBe(true)
    expect(alone.protection).not.toHaveProperty('bridge')
    expect(raised(open(alone), '2504', 2).protection).not.toHaveProperty('bridge')
  })

  test('stays where only its tier rises', () => {
    expect(risen(position, 2)).toEqual({ ...position, tier: 2 })
  })

  test('keeps its primary where only the quantity changes', () => {
    const smaller = resized(position, '5')
    expect(smaller).toMatchObject({ openQuantity: '5', intents: 4 })
    expect(smaller.protection).toEqual({
      ...position.protection,
      backup: orderId('backup', 3),
      backupQuantity: '5',
    })
  })
})

describe('a rung', () => {
  const sent = open(offered(position, 0, now))

  test('is placed under a new client id, which it keeps through retries', () => {
    expect(sent.rungs[0]).toMatchObject({ state: 'placed', clientId: orderId('rung', 3) })
    expect(offered(open(missed(sent, 0, now)), 0, now)).toEqual(sent)
  })

  test('that ended unfilled is offered again under another client id', () => {
    const again = offered(open(withdrawn(sent, [0])), 0, now)
    expect(again.rungs[0]?.clientId).toBe(orderId('rung', 4))
  })

  test('that fired is done', () => {
    expect(fired(sent, 0).rungs.map(rung => rung.state)).toEqual(['done', ...Array(5).fill('waiting')])
  })

  test('counts as fired before its market order leaves', () => {
    const due = dec(position.rungs[0]?.quantity ?? 0).plus(position.rungs[2]?.quantity ?? 0)
    const [written, ids] = banked(position, [0, 2], due)
    expect(written.rungs.map(rung => rung.state === 'done')).toEqual([true, false, true, false, false, false])
    expect(ids.bank).toBe(orderId('bank', 3))
    expect(written.intents).toBe(4)
  })

  test('waits on with what one market order did not sell of it', () => {
    const [written] = banked(position, [0, 2], dec(position.rungs[0]?.quantity ?? 0).plus('0.001'))
    expect(written.rungs[0]?.state).toBe('done')
    const left = dec(position.rungs[2]?.quantity ?? 0).minus('0.001')
    expect(written.rungs[2]).toMatchObject({ state: 'waiting', quantity: left.toFixed() })
    expect(unbanked(written, position, [0, 2]).rungs).toEqual(position.rungs)
  })
})

test('a position that closes keeps its first reason', () => {
  const closing = closingFor(position, 'emergency', now)
  expect(closing).toMatchObject({ state: 'closing', closing: { reason: 'emergency', at: now } })
  expect(closingFor(closing, 'signal', now + 1)).toEqual(closing)
})

test.each([
  ['long', 'BUY', 'agrees'],
  ['long', 'SELL', 'opposes'],
  ['short', 'BUY', 'opposes'],
  ['short', 'SELL', 'agrees'],
  ['long', 'HOLD', 'HOLD'],
  ['short', 'CLOSE', undefined],
] as const)('to a %s, %s means %s', (side, action, sentiment) => {
  expect(sentimentOf(side, action)).toBe(sentiment)
})
