import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import {
  banked,
  closingFor,
  doubted,
  fired,
  foundAgain,
  missed,
  offered,
  raised,
  resized,
  risen,
  sentBack,
  stoodDown,
  unbanked,
  withdrawn,
  withoutReduceOnly,
} from '#domain/intentions.ts'
import type { OpenPosition, Position, Rung } from '#domain/position.ts'
import { sentimentOf } from '#domain/sentiment.ts'
import { anOpenPosition, backupOf, now, orderId, primaryOf } from './builders.ts'

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

  test('has no bridge if the exchange rejects reduce-only', () => {
    const alone = withoutReduceOnly(open(raised(position, '2502.51', 1)))
    expect(alone.algoReduceOnlyRefused).toBe(true)
    expect(alone.protection).not.toHaveProperty('bridge')
    expect(raised(open(alone), '2504', 2).protection).not.toHaveProperty('bridge')
  })

  test('that the exchange rejected leaves the standing level, and a backup of the right size', () => {
    const moved = open(raised(position, '2502.51', 1))
    const [stands, backup] = [primaryOf(position), backupOf(position)]
    const { backup: own, backupQuantity } = moved.protection
    const kept = { level: position.protection.level, primary: stands.clientId, backupQuantity, backup: own }
    expect(stoodDown(moved, stands, backup)).toEqual({
      ...moved,
      protection: { ...kept, backup: backup.clientId },
    })
    expect(stoodDown(moved, stands, { ...backup, quantity: '5' }).protection).toEqual(kept)
    expect(stoodDown(moved, stands).protection).toStrictEqual(kept)
  })

  test('stays if only its tier rises', () => {
    expect(risen(position, 2)).toEqual({ ...position, tier: 2 })
  })

  test('keeps its primary if only the quantity changes', () => {
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

  test('that is missing stays so until its order is found or sent again', () => {
    const both = open(offered(sent, 1, now))
    const missing = open(missed(both, 0, now + 1))
    expect(missing.rungs[0]).toEqual({ ...sent.rungs[0], missingSince: now + 1 })
    expect(missing.rungs.slice(1)).toEqual(both.rungs.slice(1))
    const twice = open(missed(missing, 1, now + 2))
    expect(foundAgain(twice, 0).rungs).toStrictEqual([both.rungs[0], ...twice.rungs.slice(1)])
    const again = offered(missing, 0, now + 3)
    expect(again).toStrictEqual(
      open({ ...both, rungs: [{ ...both.rungs[0], offeredAt: now + 3 }, ...both.rungs.slice(1)] }),
    )
  })

  test('that is withdrawn leaves the others alone', () => {
    const both = open(offered(sent, 1, now))
    expect(withdrawn(both, [0]).rungs[1]).toEqual(both.rungs[1])
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

  test('that does not fit into one market order waits unchanged', () => {
    const [first, second, third] = position.rungs
    const sold = (quantity: string) => banked(position, [0, 1, 2], dec(quantity))[0].rungs.slice(0, 3)
    expect(sold(first?.quantity ?? '')).toEqual([{ ...first, state: 'done' }, second, third])
    expect(
      sold(
        dec(first?.quantity ?? 0)
          .plus('0.5')
          .toFixed(),
      ),
    ).toEqual([{ ...first, state: 'done' }, { ...second, quantity: '0.75' }, third])
  })

  test('keeps what one market order did not sell of it', () => {
    const [written] = banked(position, [0, 2], dec(position.rungs[0]?.quantity ?? 0).plus('0.001'))
    expect(written.rungs[0]?.state).toBe('done')
    const left = dec(position.rungs[2]?.quantity ?? 0).minus('0.001')
    expect(written.rungs[2]).toMatchObject({ state: 'waiting', quantity: left.toFixed() })
    expect(unbanked(written, position, [0, 2]).rungs).toEqual(position.rungs)
  })
})

describe('a rung that was sent before the step became 1', () => {
  const one = { stepSize: '1', marketStepSize: '1', minQuantity: '1', marketMinQuantity: '1' }
  const [first, second, third] = position.rungs as [Rung, Rung, Rung]
  const before = open({
    ...position,
    rules: { ...position.rules, ...one },
    rungs: [
      { ...first, state: 'placed', clientId: orderId('rung', 2), quantity: '4.5' },
      { ...second, quantity: '2' },
      { ...third, quantity: '3' },
    ],
  })
  const quantities = ({ rungs }: Position) => rungs.map(rung => rung.quantity)

  test('leaves less than a step to the next rung when its order is gone', () => {
    expect(quantities(sentBack(before, [0]))).toEqual(['4', '2', '3.5'])
    expect(sentBack(before, [0]).rungs[0]).not.toHaveProperty('clientId')
    expect(quantities(unbanked(before, before, [0]))).toEqual(['4', '2', '3.5'])
  })

  test('leaves it to the next rung when it is banked alone, its order cancelled', () => {
    const [written] = banked(before, [0], dec('4'))
    expect(quantities(written)).toEqual(['2', '3.5'])
    expect(written.rungs.filter(({ clientId }) => clientId !== undefined)).toEqual([])
  })

  test('leaves it to the next rung when it is banked with others', () => {
    const [written] = banked(before, [0, 1], dec('6'))
    expect(written.rungs.map(({ state, quantity }) => [state, quantity])).toEqual([
      ['done', '4.5'],
      ['waiting', '3.5'],
    ])
  })
})

test('a mark that is believed again ends the doubt', () => {
  const doubting = doubted(position, 'no-price', now)
  expect(doubting.doubt).toEqual({ why: 'no-price', at: now })
  expect(doubted(open(doubting), undefined, now)).toStrictEqual(position)
})

test('a closing position keeps its first reason', () => {
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
