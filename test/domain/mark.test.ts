import { describe, expect, test } from 'vitest'
import { doubted, offered, raised } from '#domain/intentions.ts'
import type { Look } from '#domain/look.ts'
import { appraise, type Priced } from '#domain/mark.ts'
import type { OpenPosition } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import { aLook, anOpenPosition, backupOf, now, primaryOf, rungOrderOf } from './builders.ts'

const open = (position: unknown) => position as OpenPosition
/** A long of 10 ETH at 2500, 30x, its stop at 2498.34: 1 % of price from there is 24.98. */
const calm = open(offered(anOpenPosition(), 0, now))
const seen = (priced: Priced, position = calm): Look => {
  const { touch: _, markPrice: __, ...rest } = aLook(position)
  return { ...rest, orders: [primaryOf(calm), backupOf(calm), rungOrderOf(calm, 0)], ...priced }
}
const decide = (priced: Priced, position = calm, look: Partial<Look> = {}) =>
  nextMove(position, { ...seen(priced, position), ...look })
const at = (price: string) => ({ bid: price, ask: price })
const emergency = { move: 'close', reason: 'emergency' }

describe('a mark that cannot be a price', () => {
  const marks: readonly Priced[] = [{}, { markPrice: '0' }, { markPrice: '-1' }, { markPrice: 'NaN' }]

  test.each(marks)('decides nothing and is reported once: %j', priced => {
    expect(decide(priced)).toEqual({ move: 'doubt', why: 'no-price' })
    const told = open(doubted(calm, 'no-price', 1))
    expect(decide(priced, told)).toEqual({ move: 'hold' })
    expect(decide({ markPrice: '2500' }, told)).toStrictEqual({ move: 'doubt' })
  })

  test.each(marks)('does not stop stops from being restored, nor backups from being resized: %j', priced => {
    const told = open(doubted(calm, 'no-price', 1))
    expect(decide(priced, told, { orders: [] })).toEqual({ move: 'place', order: 'primary' })
    expect(decide(priced, told, { quantity: '7' })).toMatchObject({ move: 'resize', quantity: '7' })
    const without = { orders: [primaryOf(calm), backupOf(calm)] }
    expect(decide(priced, told, without)).toEqual({ move: 'trace', rung: 0 })
  })

  test('is not a loss, even if the position’s orders cannot be read', () => {
    const blind = { quantity: '10', orders: 'unknown' } as const
    expect(nextMove(open(doubted(calm, 'no-price', 1)), { ...blind, markPrice: '0' })).toEqual({
      move: 'hold',
    })
  })

  test('of a position that is gone is not reported', () => {
    expect(decide({}, calm, { quantity: '0' })).toEqual({ move: 'settle' })
    const blind = { quantity: '0', orders: 'unknown', markPrice: '0' } as const
    expect(nextMove(calm, blind)).toEqual({ move: 'hold' })
  })
})

describe('a mark near the standing stop', () => {
  test('raises at once, and needs bid and ask to close', () => {
    expect(decide({ markPrice: '2504.5' })).toMatchObject({ move: 'raise-stop' })
    expect(decide({ markPrice: '2490' })).toEqual({ move: 'touch' })
    expect(decide({ markPrice: '2490', touch: { bid: '2489', ask: '2491' } })).toMatchObject(emergency)
  })

  test('needs no bid and ask between the stop and the emergency level', () => {
    expect(decide({ markPrice: '2498' })).toEqual({ move: 'hold' })
  })

  test('closes nothing if bid and ask are elsewhere: market and position are in profit', () => {
    const wrong = { markPrice: '2490', touch: at('2530') }
    expect(decide(wrong)).toEqual({ move: 'doubt', why: 'touch-denies' })
    expect(decide(wrong, open(doubted(calm, 'touch-denies', 1)))).toEqual({ move: 'hold' })
    const past = decide({ markPrice: '2498', touch: at('2530') }, calm, { orders: [] })
    expect(past).toEqual({ move: 'doubt', why: 'touch-denies' })
  })

  test('closes at the second look in a row if bid and ask cannot be read', () => {
    const priced = { markPrice: '2490', touch: 'unreadable' } as const
    expect(decide(priced)).toEqual({ move: 'doubt', why: 'loss-unread' })
    const told = open(doubted(calm, 'loss-unread', 1))
    expect(decide(priced, told)).toEqual({ move: 'hold' })
    expect(decide({ ...priced, lossAgain: true }, told)).toMatchObject(emergency)
  })

  test('closes at the first look if the orders cannot be read either', () => {
    const blind = { quantity: '10', orders: 'unknown', markPrice: '2490' } as const
    expect(nextMove(calm, blind)).toEqual({ move: 'touch' })
    expect(nextMove(calm, { ...blind, touch: 'unreadable' })).toMatchObject(emergency)
  })

  test('is within 1 % of the price, inclusive', () => {
    const slow = open(
      offered(anOpenPosition({ leverage: 10, protection: { ...calm.protection, level: '2500' } }), 0, now),
    )
    const orders = [primaryOf(slow), backupOf(slow), rungOrderOf(slow, 0)]
    const by = (markPrice: string) => nextMove(slow, { ...seen({ markPrice }, slow), orders })
    expect(by('2525')).toMatchObject({ move: 'raise-stop' })
    expect(by('2525.01')).toEqual({ move: 'touch' })
  })

  test('raises even if bid and ask cannot be read, but is not a loss by itself', () => {
    expect(decide({ markPrice: '2504.5', touch: 'unreadable' })).toMatchObject({
      move: 'raise-stop',
      tier: 1,
    })
    expect(appraise(calm, { markPrice: '2490', touch: 'unreadable' })).toEqual({ doubt: 'loss-unread' })
  })

  test('is nearer at a leverage at which 1 % of price is more than 30 % of the margin', () => {
    const quick = open(offered(anOpenPosition({ leverage: 125 }), 0, now))
    const orders = [primaryOf(quick), backupOf(quick), rungOrderOf(quick, 0)]
    const by = (markPrice: string) => nextMove(quick, { ...seen({ markPrice }, quick), orders })
    expect(by('2505')).toMatchObject({ move: 'raise-stop' }) // 0.22 %
    expect(by('2507')).toEqual({ move: 'touch' }) // 0.30 %
  })
})

describe('a mark that is far off', () => {
  test('is compared with bid and ask only if it would decide something', () => {
    expect(decide({ markPrice: '2400' })).toEqual({ move: 'touch' })
    expect(decide({ markPrice: '2600' })).toEqual({ move: 'touch' })
    const slow = open(offered(anOpenPosition({ leverage: 1 }), 0, now))
    const orders = [primaryOf(slow), backupOf(slow), rungOrderOf(slow, 0)]
    expect(nextMove(slow, { ...seen({ markPrice: '2500' }, slow), orders })).toEqual({ move: 'hold' })
  })

  test('is compared with them before it banks, reaches a tier or is believed again', () => {
    const refused = { refused: ['bridge'] } as const
    const far = { markPrice: '2600' }
    const waiting = { ...calm, rungs: anOpenPosition().rungs, tier: 5 }
    const orders = [primaryOf(calm), backupOf(calm)]
    const confirmed = { ...far, touch: at('2600') }
    expect(decide(confirmed, waiting, { ...refused, orders })).toMatchObject({ move: 'bank' })
    expect(decide(far, waiting, { ...refused, orders })).toEqual({ move: 'touch' })
    expect(decide(confirmed, calm, refused)).toEqual({ move: 'reach-tier', tier: 5 })
    expect(decide(far, calm, refused)).toEqual({ move: 'touch' })
    const told = open(doubted({ ...waiting, rungs: [] }, 'touch-denies', 1))
    expect(decide(confirmed, told, { ...refused, orders })).toEqual({ move: 'doubt' })
    expect(decide(far, told, { ...refused, orders })).toEqual({ move: 'touch' })
  })

  test('closes at the first look if bid and ask confirm it', () => {
    const crash = { markPrice: '2150', touch: { bid: '2140', ask: '2160' } }
    expect(decide(crash)).toMatchObject(emergency)
    expect(decide(crash, open(doubted(calm, 'loss-unread', 1)))).toMatchObject(emergency)
  })

  test('closes nothing if bid and ask are elsewhere, and is reported once', () => {
    const wrong = { markPrice: '1250', touch: at('2500') }
    expect(decide(wrong)).toEqual({ move: 'doubt', why: 'touch-denies' })
    const told = open(doubted(calm, 'touch-denies', 1))
    expect(decide(wrong, told)).toEqual({ move: 'hold' })
    expect(decide({ ...wrong, lossAgain: true }, told)).toEqual({ move: 'hold' })
    expect(decide({ markPrice: '1250' }, told)).toEqual({ move: 'touch' })
  })

  test('is neither loss nor profit if only bid and ask are elsewhere', () => {
    for (const touch of [
      { bid: '2400', ask: '2410' },
      { bid: '2600', ask: '2610' },
    ]) {
      const priced = { markPrice: '2500', touch }
      expect(decide(priced)).toEqual({ move: 'doubt', why: 'touch-denies' })
      expect(decide(priced, open(doubted(calm, 'touch-denies', 1)))).toEqual({ move: 'hold' })
    }
  })

  test('is believed if bid or ask is near it', () => {
    expect(decide({ markPrice: '2500', touch: { bid: '2500', ask: '2600' } })).toEqual({ move: 'hold' })
    expect(decide({ markPrice: '2500', touch: { bid: '2400', ask: '2500' } })).toEqual({ move: 'hold' })
  })

  test('decides like any other if bid and ask are near it', () => {
    const trusted = decide({ markPrice: '2600', touch: 'trusted' })
    expect(decide({ markPrice: '2600', touch: { bid: '2590', ask: '2600' } })).toEqual(trusted)
  })

  test('raises and banks by whichever price is nearest to the stop', () => {
    const wrong = { markPrice: '5000', touch: at('2500') }
    expect(decide(wrong, open(doubted(calm, 'touch-denies', 1)))).toEqual({ move: 'hold' })
    const move = decide({ markPrice: '2600', touch: { bid: '2504.5', ask: '2590' } })
    expect(move).toEqual(decide({ markPrice: '2504.5' }))
    expect(move).toMatchObject({ move: 'raise-stop', tier: 1 })
  })

  test('raises nothing if bid and ask cannot be read', () => {
    const priced = { markPrice: '2600', touch: 'unreadable' } as const
    expect(decide(priced)).toEqual({ move: 'doubt', why: 'profit-unread' })
    expect(decide(priced, open(doubted(calm, 'profit-unread', 1)))).toEqual({ move: 'hold' })
  })

  test('closes at the second look in a row if bid and ask cannot be read', () => {
    const priced = { markPrice: '2150', touch: 'unreadable' } as const
    expect(decide(priced)).toEqual({ move: 'doubt', why: 'loss-unread' })
    expect(decide({ ...priced, lossAgain: true })).toEqual({ move: 'doubt', why: 'loss-unread' })
    const told = open(doubted(calm, 'loss-unread', 1))
    expect(decide(priced, told)).toEqual({ move: 'hold' })
    expect(decide({ ...priced, lossAgain: true }, told)).toMatchObject(emergency)
    const other = open(doubted(calm, 'profit-unread', 1))
    expect(decide({ ...priced, lossAgain: true }, other)).toEqual({ move: 'doubt', why: 'loss-unread' })
  })

  test('counts in a look without orders too, and can close', () => {
    const blind = { quantity: '10', orders: 'unknown', markPrice: '2150' } as const
    expect(nextMove(calm, blind)).toEqual({ move: 'touch' })
    expect(nextMove(calm, { ...blind, touch: at('2150') })).toMatchObject(emergency)
    expect(nextMove(calm, { ...blind, touch: 'unreadable' })).toEqual({ move: 'doubt', why: 'loss-unread' })
  })

  test('works the other way round for a short', () => {
    const short = open(offered(anOpenPosition({ side: 'short' }), 0, now))
    const orders = [primaryOf(short), backupOf(short), rungOrderOf(short, 0)]
    const by = (priced: Priced) => nextMove(short, { ...seen(priced, short), orders })
    expect(by({ markPrice: '1250', touch: at('2500') })).toEqual({ move: 'doubt', why: 'touch-denies' })
    expect(by({ markPrice: '2900', touch: { bid: '2890', ask: '2910' } })).toMatchObject(emergency)
    expect(by({ markPrice: '2900', touch: { bid: '2500', ask: '2510' } })).toEqual({
      move: 'doubt',
      why: 'touch-denies',
    })
  })
})

describe('a mark that bid and ask denied and that comes near the stop', () => {
  const denied = open(doubted(calm, 'touch-denies', 1))
  const near = { markPrice: '2504.5' }

  test('raises nothing unconfirmed: the market may have fallen through the stop', () => {
    expect(decide(near, denied)).toEqual({ move: 'touch' })
    expect(decide({ ...near, touch: at('2470') }, denied)).toEqual({ move: 'hold' })
  })

  test('is believed again, and raises, once bid and ask confirm it', () => {
    const confirmed = { ...near, touch: at('2504.5') }
    expect(decide(confirmed, denied)).toStrictEqual({ move: 'doubt' })
    expect(decide(confirmed)).toMatchObject({ move: 'raise-stop', tier: 1 })
  })

  test('stays denied while they cannot be read, however near or far it is', () => {
    for (const markPrice of ['2504.5', '2600'])
      expect(decide({ markPrice, touch: 'unreadable' }, denied)).toEqual({ move: 'hold' })
  })

  test('raises if it was only missing or unreadable before', () => {
    for (const why of ['profit-unread', 'no-price'] as const)
      expect(decide(near, open(doubted(calm, why, 1)))).toStrictEqual({ move: 'doubt' })
  })

  test('raised in an earlier release, whose decisions replay as they were', () => {
    expect(decide({ ...near, denialForgotten: true }, denied)).toStrictEqual({ move: 'doubt' })
  })
})

test('a mark is judged by the standing stop, not by the entry', () => {
  const winning = open(raised(calm, '2700', 5))
  const orders = [primaryOf(winning), backupOf(winning), rungOrderOf(calm, 0)]
  const priced = { markPrice: '2690', touch: at('2690') }
  expect(nextMove(winning, { ...seen(priced, winning), orders })).toMatchObject(emergency)
})

test('a decision from when a mark near the stop closed by itself replays as it was', () => {
  expect(decide({ markPrice: '2490', nearTrusted: true })).toMatchObject(emergency)
  expect(decide({ markPrice: '2490', touch: 'unreadable', nearTrusted: true })).toMatchObject(emergency)
  expect(decide({ markPrice: '2400', nearTrusted: true })).toEqual({ move: 'touch' })
})

test('a decision from when every mark was believed replays as it was', () => {
  expect(decide({ markPrice: '0', touch: 'trusted' })).toMatchObject(emergency)
  expect(decide({ markPrice: '2600', touch: 'trusted' })).toMatchObject({ move: 'raise-stop', tier: 5 })
})
