import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { createFaults } from '#paper/faults/faults.ts'
import type { Fault } from '#paper/faults/rule.ts'
import { settleKnown } from '#position/settle.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { expectPromises, expectResultOf } from './audit.ts'
import { aLife, Killed, lastingSteps } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()
const second = 1_000
const hour = 3_600 * second
const day = 24 * hour
const userTrades = { path: '/fapi/v1/userTrades' }
const income = { path: '/fapi/v1/income' }

async function aHouse(environment: Readonly<Record<string, string>> = {}) {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults, environment })
  return { system, faults, late: (match: object, fault: Fault) => faults.add({ match, fault }) }
}

const close = (system: System, id = 'close') => system.signal(buy(system, { id, action: 'CLOSE' }))

async function opened(system: System, id = 'one'): Promise<void> {
  await system.signal(buy(system, { id }))
  await system.nextTick()
}

/** Time passes without the watch, and a price is there. */
function pass(system: System, ms: number, price = '60000'): void {
  system.clock.advance(ms)
  system.feed.push('BTCUSDT', system.clock.now(), price)
}

/** Time passes up to so long before the next full hour. */
const until = ({ clock }: System, ms: number) => clock.advance(hour - (clock.now() % hour) - ms)

const account = async (system: System) => (await system.state.account.read()).item
const netOnVenue = async (system: System) =>
  positionLifetimes(await system.venue.ledger('BTCUSDT')).map(({ netPnl }) => netPnl.toFixed(8))

describe('trades that are shown three seconds late', () => {
  async function closedBefore(environment = {}) {
    const { system, late } = await aHouse({ QT_COOLDOWN_SECONDS: '0', ...environment })
    late(userTrades, { kind: 'late', ms: 3 * second })
    await opened(system)
    system.move('60050')
    await close(system)
    return system
  }

  test('end a position at once, with a result that no day counts', async () => {
    const system = await closedBefore()
    const { state, result } = await positionOf(system)
    expect({ state, lacks: result?.provisional?.lacks }).toEqual({ state: 'closed', lacks: 'trades' })
    const { slots, day: today, provisional } = await account(system)
    expect(slots).toEqual({})
    expect(today.net).toBe('0')
    expect(Object.values(provisional ?? {})).toMatchObject([{ symbol: 'BTCUSDT' }])
    expect(system.told.count('PositionClosed')).toBe(1)
    expect(system.told.count('NetPnl')).toBe(0)
  })

  test('make the result and its day right at the next tick', async () => {
    const system = await closedBefore()
    await system.nextTick()
    const position = await positionOf(system)
    expect(position.result).toMatchObject({ netPnl: '-20.14006255', reason: 'signal' })
    expect(position.result?.provisional).toBeUndefined()
    await expectResultOf(system, position)
    const { day: today, provisional } = await account(system)
    expect(today.net).toBe('-20.14006255')
    expect(provisional).toEqual({})
    expect(system.told.count('NetPnl')).toBe(-20.14006255)
    await settleKnown(system.state.account, position)
    await system.nextTick()
    expect((await account(system)).day.net).toBe('-20.14006255')
    await expectPromises(system)
  })

  test('count with the worst case of the position against the cap until they are shown', async () => {
    const system = await closedBefore({ QT_MAX_DAILY_LOSS: '250' })
    const [unknown] = Object.values((await account(system)).provisional ?? {})
    expect(unknown?.worstLoss).toBe('149.88749400')
    system.clock.advance(second)
    await system.signal(buy(system, { id: 'two' }))
    expect(await verdictOn(system, 'two')).toBe('daily-loss')
    const detail = (await system.state.signals.read('xgboost#two', system.clock.now()))?.detail
    expect(detail).toContain('149.89 in results that are not known yet')
    await system.nextTick()
    await system.signal(buy(system, { id: 'three' }))
    expect(await verdictOn(system, 'three')).toBe('accepted')
    await expectPromises(system)
  })

  test('count with what the price says where that is worse than the worst case', async () => {
    const { system, late } = await aHouse()
    await opened(system)
    late(userTrades, { kind: 'late', ms: 3 * second })
    await system.exchange.cancelAllAlgo('BTCUSDT')
    pass(system, 5 * second, '59000')
    await close(system)
    const [unknown] = Object.values((await account(system)).provisional ?? {})
    expect(Number(unknown?.worstLoss)).toBeGreaterThan(1_200)
  })

  test('are waited for on behalf of the position alone, though another one of the symbol has begun', async () => {
    const system = await closedBefore()
    system.clock.advance(second)
    await system.signal(buy(system, { id: 'two' }))
    for (const _ of [1, 2]) await system.nextTick()
    expect((await positionOf(system)).result?.netPnl).toBe('-20.14006255')
    await close(system, 'close-two')
    await system.nextTick()
    const [one, two] = await netOnVenue(system)
    expect((await positionOf(system, 'two')).result?.netPnl).toBe(two)
    expect((await account(system)).day.net).toBe(
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
      const system = await closedBefore()
      system.clock.advance(10 * second)
      await system.tickWatch({ survey: aLife(step) }).catch(error => expect(error).toBeInstanceOf(Killed))
      system.clock.advance(25 * second)
      await system.nextTick()
      const { day: today, provisional } = await account(system)
      expect({ step, net: today.net, provisional }).toEqual({ step, net: '-20.14006255', provisional: {} })
    }
  })
})

describe('a position that is older than client ids are kept', () => {
  async function grownOld(ms: number) {
    const { system, late } = await aHouse()
    await opened(system)
    pass(system, ms)
    return { system, late }
  }

  test.each([31, 91])('of %i days closes with the net that the venue has', async days => {
    const { system } = await grownOld(days * day)
    system.move('60080')
    await close(system)
    const { result } = await positionOf(system)
    expect(result).toMatchObject({ netPnl: '17.31120245', reason: 'signal' })
    expect(await netOnVenue(system)).toEqual([result?.netPnl])
    expect(dec((await account(system)).day.net).toFixed(2)).toBe('54.78') // its entry was paid on another day
  })

  test('closes with the right net though its entry was shown late, and a part was sold at once', async () => {
    const { system, faults, late } = await aHouse()
    const rule = late(userTrades, { kind: 'late', ms: 3 * second })
    const part = { type: 'MARKET', reduceOnly: true, symbol: 'BTCUSDT', side: 'SELL' } as const
    system.wire.once('POST /fapi/v1/algoOrder', () =>
      system.exchange.place({ ...part, quantity: '0.4', clientId: 'by-hand' }),
    )
    await opened(system)
    faults.remove(rule)
    pass(system, 31 * day)
    await close(system)
    const { result } = await positionOf(system)
    expect(result?.provisional).toBeUndefined()
    expect([result?.netPnl]).toEqual(await netOnVenue(system))
  })

  test('and whose record was written before order ids were kept is found by its instant', async () => {
    const { system } = await grownOld(31 * day)
    const stored = await system.state.positions.read((await positionOf(system)).id)
    if (!stored) throw new Error('Expected a position')
    const { orderId: _, ...entry } = stored.item.entry
    await system.state.positions.write({ ...stored.item, entry }, stored.version)
    await close(system)
    expect([(await positionOf(system)).result?.netPnl]).toEqual(await netOnVenue(system))
  })

  test('whose trades cannot be read for a day is not known, and asked for no more', async () => {
    const { system, faults, late } = await aHouse()
    await opened(system)
    late(userTrades, { kind: 'late', ms: 3 * second })
    await close(system)
    expect((await positionOf(system)).result?.provisional?.lacks).toBe('trades')
    faults.clear()
    system.wire.refuse('GET /fapi/v1/userTrades', -1100)
    await system.nextTick()
    expect((await positionOf(system)).result?.provisional?.lacks).toBe('trades')
    expect(system.told.of('survey-part-failed')).toMatchObject([{ part: 'result' }])
    pass(system, day)
    until(system, 0)
    await system.tickWatch()
    expect((await positionOf(system)).result?.provisional?.lacks).toBe('history')
    expect(system.told.of('result-not-known')).toHaveLength(2)
    const asked = system.wire.requests.length
    pass(system, hour)
    await system.tickWatch()
    expect(system.wire.requests.slice(asked)).not.toContain('GET /fapi/v1/userTrades')
    expect(Object.keys((await account(system)).provisional ?? {})).toHaveLength(1)
  })

  test('of which history has lost a part is not known after a day, and counts with its worst case', async () => {
    const { system, late } = await grownOld(2 * day)
    system.move('60070')
    await system.nextTick()
    expect((await positionOf(system)).openQuantity).toBe('0.625')
    late(userTrades, { kind: 'forgotten', before: system.clock.now() })
    pass(system, hour)
    await close(system)
    expect((await positionOf(system)).result?.provisional?.lacks).toBe('trades')
    pass(system, day)
    until(system, 0)
    await system.tickWatch()
    const { result } = await positionOf(system)
    expect(result?.provisional?.lacks).toBe('history')
    expect(system.told.of('result-not-known')).toHaveLength(2)
    const { day: today, provisional } = await account(system)
    expect(today.net).toBe('0')
    expect(Object.values(provisional ?? {})).toMatchObject([{ worstLoss: '149.88749400' }])
    pass(system, hour)
    await system.tickWatch()
    expect(system.told.of('result-not-known')).toHaveLength(2)
    expect(Object.keys((await account(system)).provisional ?? {})).toHaveLength(1)
  })
})

describe('funding', () => {
  const rate = '0.000164665'
  test('that is taken four seconds after the hour is counted for a position opened after it', async () => {
    const { system, late } = await aHouse()
    late({ symbol: 'BTCUSDT' }, { kind: 'funding', lateMs: 4 * second })
    until(system, 0)
    system.feed.push('BTCUSDT', system.clock.now(), { last: '60000', fundingRate: rate })
    system.clock.advance(1.5 * second)
    await system.signal(buy(system))
    system.clock.advance(3 * second)
    system.tick('60000')
    pass(system, 20 * 60 * second)
    await system.nextTick()
    await close(system)
    const position = await positionOf(system)
    expect(dec(position.result?.funding ?? 0).toFixed(2)).toBe('-12.34')
    await expectResultOf(system, position)
  })

  test('that is shown four seconds after the hour is counted for a position closed before that', async () => {
    const { system, late } = await aHouse()
    until(system, 20 * second)
    await system.signal(buy(system))
    late(income, { kind: 'late', ms: 4 * second })
    until(system, 0)
    system.feed.push('BTCUSDT', system.clock.now(), { last: '60000', fundingRate: rate })
    system.clock.advance(2 * second)
    await close(system)
    const closed = await positionOf(system)
    expect(closed.result?.provisional?.lacks).toBe('income')
    expect((await account(system)).day.net).toBe('0')
    for (const _ of [1, 2, 3]) await system.nextTick()
    const position = await positionOf(system)
    expect(dec(position.result?.funding ?? 0).toFixed(2)).toBe('-12.34')
    expect(Number((await account(system)).day.net)).toBe(Number(position.result?.netPnl))
    await expectResultOf(system, position)
  })

  test('around one hour is counted by one of two positions of a symbol', async () => {
    const { system, late } = await aHouse({ QT_COOLDOWN_SECONDS: '0' })
    until(system, 20 * second)
    await system.signal(buy(system))
    late({ symbol: 'BTCUSDT' }, { kind: 'funding', lateMs: 4 * second })
    until(system, 0)
    system.feed.push('BTCUSDT', system.clock.now(), { last: '60000', fundingRate: rate })
    system.clock.advance(second)
    await close(system)
    system.clock.advance(second)
    await system.signal(buy(system, { id: 'two' }))
    system.clock.advance(3 * second)
    system.tick('60000')
    for (const _ of [1, 2, 3, 4]) await system.nextTick()
    await close(system, 'close-two')
    const [one, two] = [await positionOf(system), await positionOf(system, 'two')]
    expect([one.result?.netPnl, two.result?.netPnl]).toEqual(await netOnVenue(system))
    expect(one.result?.funding).toBe('0.00000000')
    expect(Number(two.result?.funding)).toBeLessThan(-12)
  })

  test('that a stop moves by is read again after the hour has ended', async () => {
    const { system, late } = await aHouse()
    until(system, 60 * second)
    await opened(system)
    late({ symbol: 'BTCUSDT' }, { kind: 'funding', lateMs: 4 * second })
    until(system, 0)
    system.feed.push('BTCUSDT', system.clock.now(), { last: '60000', fundingRate: rate })
    system.clock.advance(second)
    system.move('60104')
    await system.tickWatch()
    expect((await positionOf(system)).tier).toBe(1)
    system.clock.advance(3 * second)
    system.move('60200')
    pass(system, 10 * second, '60440')
    await system.nextTick()
    expect(Number((await positionOf(system)).funding)).toBeLessThan(-5)
  })
})
