import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import {
  account,
  aHouse,
  close,
  day,
  hour,
  netOnVenue,
  opened,
  pass,
  second,
  until,
  userTrades,
} from './late.ts'
import { positionOf } from './signals.ts'

describe('a position older than the exchange keeps client ids', () => {
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

  test('with a record from before order ids were kept is found by its time', async () => {
    const { system } = await grownOld(31 * day)
    const stored = await system.state.positions.read((await positionOf(system)).id)
    if (!stored) throw new Error('Expected a position')
    const { orderId: _, ...entry } = stored.item.entry
    await system.state.positions.write({ ...stored.item, entry }, stored.version)
    await close(system)
    expect([(await positionOf(system)).result?.netPnl]).toEqual(await netOnVenue(system))
  })

  test('whose trades cannot be read for a day has an unknown result, which is not read again', async () => {
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
    expect(system.told.of('result-not-known')).toHaveLength(1)
    const asked = system.wire.requests.length
    pass(system, hour)
    await system.tickWatch()
    expect(system.wire.requests.slice(asked)).not.toContain('GET /fapi/v1/userTrades')
    expect(Object.keys((await account(system)).provisional ?? {})).toHaveLength(1)
  })

  test('with a gap in its history has an unknown result after a day, and counts with its worst case', async () => {
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
    expect(system.told.of('result-not-known')).toHaveLength(1)
    const { day: today, provisional } = await account(system)
    expect(today.net).toBe('0')
    expect(Object.values(provisional ?? {})).toMatchObject([{ worstLoss: '149.88749400' }])
    pass(system, hour)
    await system.tickWatch()
    expect(system.told.of('result-not-known')).toHaveLength(1)
    expect(Object.keys((await account(system)).provisional ?? {})).toHaveLength(1)
  })
})
