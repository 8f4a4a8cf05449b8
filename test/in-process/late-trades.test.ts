import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { settleKnown } from '#position/settle.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { expectPromises, expectResultOf } from './audit.ts'
import { account, aHouse, close, netOnVenue, opened, pass, second, userTrades } from './late.ts'
import { aLife, Killed, lastingSteps } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

describe('trades that are shown three seconds late', () => {
  async function closedBefore(environment = {}) {
    const { system, late } = await aHouse({ QT_COOLDOWN_SECONDS: '0', ...environment })
    late(userTrades, { kind: 'late', ms: 3 * second })
    await opened(system)
    system.move('60050')
    await close(system)
    return system
  }

  test('end a position at once, with a result that counts in no day yet', async () => {
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

  test('correct the result and its day at the next tick', async () => {
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
    const { state, clock, told } = system
    const settling = { state, telemetry: told.telemetry, configuration: loadConfiguration({}) }
    await settleKnown(settling, position, clock.now())
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
    expect(detail).toContain('results not known yet 149.89')
    await system.nextTick()
    await system.signal(buy(system, { id: 'three' }))
    expect(await verdictOn(system, 'three')).toBe('accepted')
    await expectPromises(system)
  })

  test('are overdue after an hour, and not before', async () => {
    const { system, late } = await aHouse()
    const hour = 3_600 * second
    late(userTrades, { kind: 'late', ms: 3 * hour })
    await opened(system)
    await close(system)
    system.clock.advance(hour - 30 * second)
    await system.nextTick()
    expect(system.told.count('ProvisionalResults')).toBeGreaterThan(0)
    expect(system.told.count('OverdueResults')).toBe(0)
    system.clock.advance(60 * second)
    await system.nextTick()
    expect(system.told.count('OverdueResults')).toBe(1)
  })

  test('count with the loss by the price if that is worse than the worst case', async () => {
    const { system, late } = await aHouse()
    await opened(system)
    late(userTrades, { kind: 'late', ms: 3 * second })
    await system.exchange.cancelAllAlgo('BTCUSDT')
    pass(system, 5 * second, '59000')
    await close(system)
    const [unknown] = Object.values((await account(system)).provisional ?? {})
    expect(Number(unknown?.worstLoss)).toBeGreaterThan(1_200)
  })

  test('belong to their own position, even after another one of the symbol has begun', async () => {
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

  test('count once, whenever the survey that finds them dies', async () => {
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
