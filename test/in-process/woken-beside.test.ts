import { describe, expect, test } from 'vitest'
import { isUpkeep } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import { PositionBusy } from '#position/lease.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { survey } from '../../functions/monitor/survey/survey.ts'
import { books } from './audit.ts'
import { opened } from './between-ticks.ts'
import { buy, positionOf } from './signals.ts'
import { deployment, type System } from './system.ts'

describe('while the exchange asks to wait', () => {
  const stop = 'POST /fapi/v1/algoOrder'
  const askedToWait = async (status: 418 | 429) => {
    const system = await opened()
    const said = { code: -1003, msg: 'Too many requests.' }
    const headers = { 'Retry-After': '59' }
    system.wire.misanswer('GET /fapi/v3/positionRisk', () => Response.json(said, { status, headers }))
    await system.nextTick()
    system.clock.advance(2_000)
    const { id } = await positionOf(system)
    await system.exchange.cancelAllAlgo('BTCUSDT')
    const before = system.wire.requests.length
    return { system, id, sent: () => system.wire.requests.slice(before) }
  }

  test('a wake restores a cancelled stop at once, and sends nothing else', async () => {
    const { system, id, sent } = await askedToWait(429)
    await system.wake({ only: [id] })
    expect(sent()).toEqual([stop])
    expect(await books(system)).toEqual([(await positionOf(system)).protection.primary])
  })

  test('a wake sends nothing without danger, and nothing at all under a ban', async () => {
    const limited = await askedToWait(429)
    await limited.system.wake({ only: [limited.id], cause: 'filled' })
    expect(limited.sent()).toEqual([])
    const banned = await askedToWait(418)
    await banned.system.wake({ only: [banned.id] })
    expect(banned.sent()).toEqual([])
    expect(banned.system.told.of('looks-between-ticks')).toEqual([])
  })

  test('a wake of several restores each cancelled stop if their shared read is told to wait', async () => {
    const system = await opened()
    system.feed.push('ETHUSDT', system.clock.now(), '3000')
    await system.signal(buy(system, { id: 'two', symbol: 'ETHUSDT' }))
    await system.nextTick()
    system.clock.advance(2_000)
    const positions = [await positionOf(system), await positionOf(system, 'two')]
    for (const { symbol } of positions) await system.exchange.cancelAllAlgo(symbol)
    const said = { code: -1003, msg: 'Too many requests.' }
    system.wire.misanswer('GET /fapi/v3/positionRisk', () =>
      Response.json(said, { status: 429, headers: { 'Retry-After': '59' } }),
    )
    const before = system.wire.requests.length
    await system.wake({ only: positions.map(({ id }) => id) })
    expect(system.wire.requests.slice(before)).toEqual(['GET /fapi/v3/positionRisk', stop, stop])
  })
})

describe('during a deploy', () => {
  test('the previous release’s survey takes a wake for a tick, and looks at everything', async () => {
    const system = await opened()
    const { id, protection } = await positionOf(system)
    await system.exchange.cancelAllAlgo('BTCUSDT')
    system.clock.advance(10_000)
    const wake = { only: [id], cause: 'order-ended', heardAt: system.clock.now() }
    const { exchange, state, clock, told } = system
    const context = {
      exchange,
      state,
      clock,
      telemetry: told.telemetry,
      configuration: loadConfiguration({}),
    }
    const run = { execution: 'woken', startedAt: new Date(clock.now()).toISOString(), wake }
    const { positions } = await survey({ ...context, deployment, holder: 'survey' }, run)
    for (const row of positions) if (!isUpkeep(row)) await system.inspect(row)
    expect(await books(system)).toContain(protection.primary)
  })

  test('the previous release’s inspect, which knows only the position, makes sure of its stop', async () => {
    const system = await opened()
    const { id, symbol, protection } = await positionOf(system)
    await system.exchange.cancelAllAlgo('BTCUSDT')
    await system.inspect({ v: 1, id, symbol })
    expect(await books(system)).toEqual([protection.primary])
  })
})

describe('another writer has the position', () => {
  const busy = async (system: System, forMs: number) => {
    const { id } = await positionOf(system)
    const now = system.clock.now()
    await system.state.positions.lease(id, 'other', now, now + forMs)
    return id
  }

  test('for a moment: a second look does what is due', async () => {
    const system = await opened()
    const before = await positionOf(system)
    const id = await busy(system, 250)
    await system.exchange.cancelAllAlgo('BTCUSDT')
    await system.wake({ only: [id] })
    expect(await books(system)).toEqual(
      expect.arrayContaining([before.protection.primary, before.protection.backup]),
    )
  })

  test('for longer: its stop stands again despite the lease, and the tick does the rest', async () => {
    const system = await opened()
    const { protection } = await positionOf(system)
    const id = await busy(system, 60_000)
    await system.exchange.cancelAllAlgo('BTCUSDT')
    await system.wake({ only: [id] })
    expect(await books(system)).toEqual([protection.primary])
  })

  test('for a moment: the same run closes it', async () => {
    const system = await opened()
    await system.gate(buy(system, { id: 'close', action: 'CLOSE' }))
    await system.take(system.trades.waiting[0] ?? '')
    const id = await busy(system, 900)
    await system.wake({ only: [id] })
    expect(system.failures).toEqual([])
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  })

  test('for longer: the tick closes it', async () => {
    const system = await opened()
    await system.gate(buy(system, { id: 'close', action: 'CLOSE' }))
    await system.take(system.trades.waiting[0] ?? '')
    const id = await busy(system, 60_000)
    const from = system.clock.now()
    await system.wake({ only: [id] })
    expect(system.failures).toEqual([expect.any(PositionBusy)])
    expect(system.clock.now() - from).toBeLessThan(timing.functions.closeCleanup.task)
    expect(await positionOf(system)).toMatchObject({ state: 'open' })
  })
})
