import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { expectResultOf } from './audit.ts'
import { account, aHouse, close, netOnVenue, opened, pass, second, until } from './late.ts'
import { buy, positionOf } from './signals.ts'

describe('funding', () => {
  const rate = '0.000164665'
  const income = { path: '/fapi/v1/income' }

  test('charged four seconds after the hour counts for a position opened after the hour', async () => {
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

  test('shown four seconds after the hour counts for a position that closed before it was shown', async () => {
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

  test('around one hour counts for only one of two positions of a symbol', async () => {
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

  test('is read again after the hour before a stop moves by it', async () => {
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
