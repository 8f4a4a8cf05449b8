import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { createFaults } from '#paper/faults/faults.ts'
import type { Fault } from '#paper/faults/rule.ts'
import { positionLifetimes } from '#paper/ledger.ts'
import { settleKnown } from '#protection/settle.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { expectPromises, expectResultOf } from './judge.ts'
import { aLife, Killed, lastingSteps } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()
const second = 1_000
const hour = 3_600 * second
const day = 24 * hour
const userTrades = { path: '/fapi/v1/userTrades' }
const income = { path: '/fapi/v1/income' }

async function aHouse(environment: Readonly<Record<string, string>> = {}) {
  const faults = createFaults()
  const house = await openHouse(dynamo, { faults, environment })
  return { house, faults, late: (match: object, fault: Fault) => faults.add({ match, fault }) }
}

const close = (house: House, id = 'close') => house.signal(buy(house, { id, action: 'CLOSE' }))

async function opened(house: House, id = 'one'): Promise<void> {
  await house.signal(buy(house, { id }))
  await house.nextTick()
}

/** Time passes without the watch, and a price is there. */
function pass(house: House, ms: number, price = '60000'): void {
  house.clock.advance(ms)
  house.feed.push('BTCUSDT', house.clock.now(), price)
}

/** Time passes up to so long before the next full hour. */
const until = ({ clock }: House, ms: number) => clock.advance(hour - (clock.now() % hour) - ms)

const account = async (house: House) => (await house.state.account.read()).item
const netOnVenue = async (house: House) =>
  positionLifetimes(await house.venue.ledger('BTCUSDT')).map(({ netPnl }) => netPnl.toFixed(8))

describe('trades that are shown three seconds late', () => {
  async function closedBefore(environment = {}) {
    const { house, late } = await aHouse({ QT_COOLDOWN_SECONDS: '0', ...environment })
    late(userTrades, { kind: 'late', ms: 3 * second })
    await opened(house)
    house.move('60050')
    await close(house)
    return house
  }

  test('end a position at once, with a result that no day counts', async () => {
    const house = await closedBefore()
    const { state, result } = await positionOf(house)
    expect({ state, lacks: result?.provisional?.lacks }).toEqual({ state: 'closed', lacks: 'trades' })
    const { slots, day: today, provisional } = await account(house)
    expect(slots).toEqual({})
    expect(today.net).toBe('0')
    expect(Object.values(provisional ?? {})).toMatchObject([{ symbol: 'BTCUSDT' }])
    expect(house.told.count('PositionClosed')).toBe(1)
    expect(house.told.count('NetPnl')).toBe(0)
  })

  test('make the result and its day right at the next tick', async () => {
    const house = await closedBefore()
    await house.nextTick()
    const position = await positionOf(house)
    expect(position.result).toMatchObject({ netPnl: '-20.14006255', reason: 'signal' })
    expect(position.result?.provisional).toBeUndefined()
    await expectResultOf(house, position)
    const { day: today, provisional } = await account(house)
    expect(today.net).toBe('-20.14006255')
    expect(provisional).toEqual({})
    expect(house.told.count('NetPnl')).toBe(-20.14006255)
    await settleKnown(house.state.account, position)
    await house.nextTick()
    expect((await account(house)).day.net).toBe('-20.14006255')
    await expectPromises(house)
  })

  test('count with the worst case of the position against the cap until they are shown', async () => {
    const house = await closedBefore({ QT_MAX_DAILY_LOSS: '250' })
    const [unknown] = Object.values((await account(house)).provisional ?? {})
    expect(unknown?.worstLoss).toBe('149.88749400')
    house.clock.advance(second)
    await house.signal(buy(house, { id: 'two' }))
    expect(await verdictOn(house, 'two')).toBe('daily-loss')
    const detail = (await house.state.signals.read('xgboost#two', house.clock.now()))?.detail
    expect(detail).toContain('149.89 in results that are not known yet')
    await house.nextTick()
    await house.signal(buy(house, { id: 'three' }))
    expect(await verdictOn(house, 'three')).toBe('accepted')
    await expectPromises(house)
  })

  test('count with what the price says where that is worse than the worst case', async () => {
    const { house, late } = await aHouse()
    await opened(house)
    late(userTrades, { kind: 'late', ms: 3 * second })
    await house.exchange.cancelAllAlgo('BTCUSDT')
    pass(house, 5 * second, '59000')
    await close(house)
    const [unknown] = Object.values((await account(house)).provisional ?? {})
    expect(Number(unknown?.worstLoss)).toBeGreaterThan(1_200)
  })

  test('are waited for on behalf of the position alone, though another one of the symbol has begun', async () => {
    const house = await closedBefore()
    house.clock.advance(second)
    await house.signal(buy(house, { id: 'two' }))
    for (const _ of [1, 2]) await house.nextTick()
    expect((await positionOf(house)).result?.netPnl).toBe('-20.14006255')
    await close(house, 'close-two')
    await house.nextTick()
    const [one, two] = await netOnVenue(house)
    expect((await positionOf(house, 'two')).result?.netPnl).toBe(two)
    expect((await account(house)).day.net).toBe(
      dec(one ?? 0)
        .plus(two ?? 0)
        .toFixed(),
    )
  })

  test('are counted once, whenever the survey that finds them is killed', async () => {
    const whole = aLife()
    const late = await closedBefore()
    late.clock.advance(10 * second)
    await late.tickWatch({ survey: whole })
    for (const step of lastingSteps(whole)) {
      const house = await closedBefore()
      house.clock.advance(10 * second)
      await house.tickWatch({ survey: aLife(step) }).catch(error => expect(error).toBeInstanceOf(Killed))
      house.clock.advance(25 * second)
      await house.nextTick()
      const { day: today, provisional } = await account(house)
      expect({ step, net: today.net, provisional }).toEqual({ step, net: '-20.14006255', provisional: {} })
    }
  })
})

describe('a position that is older than client ids are kept', () => {
  async function grownOld(ms: number) {
    const { house, late } = await aHouse()
    await opened(house)
    pass(house, ms)
    return { house, late }
  }

  test.each([31, 91])('of %i days closes with the net that the venue has', async days => {
    const { house } = await grownOld(days * day)
    house.move('60080')
    await close(house)
    const { result } = await positionOf(house)
    expect(result).toMatchObject({ netPnl: '17.31120245', reason: 'signal' })
    expect(await netOnVenue(house)).toEqual([result?.netPnl])
    expect(dec((await account(house)).day.net).toFixed(2)).toBe('54.78') // its entry was paid on another day
  })

  test('closes with the right net though its entry was shown late, and a part was sold at once', async () => {
    const { house, faults, late } = await aHouse()
    const rule = late(userTrades, { kind: 'late', ms: 3 * second })
    const part = { type: 'MARKET', reduceOnly: true, symbol: 'BTCUSDT', side: 'SELL' } as const
    house.wire.once('POST /fapi/v1/algoOrder', () =>
      house.exchange.place({ ...part, quantity: '0.4', clientId: 'by-hand' }),
    )
    await opened(house)
    faults.remove(rule)
    pass(house, 31 * day)
    await close(house)
    const { result } = await positionOf(house)
    expect(result?.provisional).toBeUndefined()
    expect([result?.netPnl]).toEqual(await netOnVenue(house))
  })

  test('and whose record was written before order ids were kept is found by its instant', async () => {
    const { house } = await grownOld(31 * day)
    const stored = await house.state.positions.read((await positionOf(house)).id)
    if (!stored) throw new Error('Expected a position')
    const { orderId: _, ...entry } = stored.item.entry
    await house.state.positions.write({ ...stored.item, entry }, stored.version)
    await close(house)
    expect([(await positionOf(house)).result?.netPnl]).toEqual(await netOnVenue(house))
  })

  test('whose trades cannot be read for a day is not known, and asked for no more', async () => {
    const { house, faults, late } = await aHouse()
    await opened(house)
    late(userTrades, { kind: 'late', ms: 3 * second })
    await close(house)
    expect((await positionOf(house)).result?.provisional?.lacks).toBe('trades')
    faults.clear()
    house.wire.refuse('GET /fapi/v1/userTrades', -1100)
    await house.nextTick()
    expect((await positionOf(house)).result?.provisional?.lacks).toBe('trades')
    expect(house.told.of('survey-part-failed')).toMatchObject([{ part: 'result' }])
    pass(house, day)
    until(house, 0)
    await house.tickWatch()
    expect((await positionOf(house)).result?.provisional?.lacks).toBe('history')
    expect(house.told.of('result-not-known')).toHaveLength(2)
    const asked = house.wire.requests.length
    pass(house, hour)
    await house.tickWatch()
    expect(house.wire.requests.slice(asked)).not.toContain('GET /fapi/v1/userTrades')
    expect(Object.keys((await account(house)).provisional ?? {})).toHaveLength(1)
  })

  test('of which history has lost a part is not known after a day, and counts with its worst case', async () => {
    const { house, late } = await grownOld(2 * day)
    house.move('60070')
    await house.nextTick()
    expect((await positionOf(house)).openQuantity).toBe('0.625')
    late(userTrades, { kind: 'forgotten', before: house.clock.now() })
    pass(house, hour)
    await close(house)
    expect((await positionOf(house)).result?.provisional?.lacks).toBe('trades')
    pass(house, day)
    until(house, 0)
    await house.tickWatch()
    const { result } = await positionOf(house)
    expect(result?.provisional?.lacks).toBe('history')
    expect(house.told.of('result-not-known')).toHaveLength(2)
    const { day: today, provisional } = await account(house)
    expect(today.net).toBe('0')
    expect(Object.values(provisional ?? {})).toMatchObject([{ worstLoss: '149.88749400' }])
    pass(house, hour)
    await house.tickWatch()
    expect(house.told.of('result-not-known')).toHaveLength(2)
    expect(Object.keys((await account(house)).provisional ?? {})).toHaveLength(1)
  })
})

describe('funding', () => {
  const rate = '0.000164665'
  test('that is taken four seconds after the hour is counted for a position opened after it', async () => {
    const { house, late } = await aHouse()
    late({ symbol: 'BTCUSDT' }, { kind: 'funding', lateMs: 4 * second })
    until(house, 0)
    house.feed.push('BTCUSDT', house.clock.now(), { last: '60000', fundingRate: rate })
    house.clock.advance(1.5 * second)
    await house.signal(buy(house))
    house.clock.advance(3 * second)
    house.tick('60000')
    pass(house, 20 * 60 * second)
    await house.nextTick()
    await close(house)
    const position = await positionOf(house)
    expect(dec(position.result?.funding ?? 0).toFixed(2)).toBe('-12.34')
    await expectResultOf(house, position)
  })

  test('that is shown four seconds after the hour is counted for a position closed before that', async () => {
    const { house, late } = await aHouse()
    until(house, 20 * second)
    await house.signal(buy(house))
    late(income, { kind: 'late', ms: 4 * second })
    until(house, 0)
    house.feed.push('BTCUSDT', house.clock.now(), { last: '60000', fundingRate: rate })
    house.clock.advance(2 * second)
    await close(house)
    const closed = await positionOf(house)
    expect(closed.result?.provisional?.lacks).toBe('income')
    expect((await account(house)).day.net).toBe('0')
    for (const _ of [1, 2, 3]) await house.nextTick()
    const position = await positionOf(house)
    expect(dec(position.result?.funding ?? 0).toFixed(2)).toBe('-12.34')
    expect(Number((await account(house)).day.net)).toBe(Number(position.result?.netPnl))
    await expectResultOf(house, position)
  })

  test('around one hour is counted by one of two positions of a symbol', async () => {
    const { house, late } = await aHouse({ QT_COOLDOWN_SECONDS: '0' })
    until(house, 20 * second)
    await house.signal(buy(house))
    late({ symbol: 'BTCUSDT' }, { kind: 'funding', lateMs: 4 * second })
    until(house, 0)
    house.feed.push('BTCUSDT', house.clock.now(), { last: '60000', fundingRate: rate })
    house.clock.advance(second)
    await close(house)
    house.clock.advance(second)
    await house.signal(buy(house, { id: 'two' }))
    house.clock.advance(3 * second)
    house.tick('60000')
    for (const _ of [1, 2, 3, 4]) await house.nextTick()
    await close(house, 'close-two')
    const [one, two] = [await positionOf(house), await positionOf(house, 'two')]
    expect([one.result?.netPnl, two.result?.netPnl]).toEqual(await netOnVenue(house))
    expect(one.result?.funding).toBe('0.00000000')
    expect(Number(two.result?.funding)).toBeLessThan(-12)
  })

  test('that a stop moves by is read again after the hour has ended', async () => {
    const { house, late } = await aHouse()
    until(house, 60 * second)
    await opened(house)
    late({ symbol: 'BTCUSDT' }, { kind: 'funding', lateMs: 4 * second })
    until(house, 0)
    house.feed.push('BTCUSDT', house.clock.now(), { last: '60000', fundingRate: rate })
    house.clock.advance(second)
    house.move('60104')
    await house.tickWatch()
    expect((await positionOf(house)).tier).toBe(1)
    house.clock.advance(3 * second)
    house.move('60200')
    pass(house, 10 * second, '60440')
    await house.nextTick()
    expect(Number((await positionOf(house)).funding)).toBeLessThan(-5)
  })
})
