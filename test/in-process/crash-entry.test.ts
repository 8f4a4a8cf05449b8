import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { PositionBusy } from '#position/lease.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { aLife, Killed, type Life, lastingSteps } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

/** A signal in the queue, and an executor that takes it and may be killed at any step. */
async function entered(life: Life, faults?: Faults): Promise<[System, string]> {
  const system = await openSystem(dynamo, { known: [btcRules], ...(faults && { faults }) })
  await system.gate(buy(system))
  const message = system.trades.waiting.shift() ?? ''
  await system.take(message, life).catch(expectKilled)
  return [system, message]
}

function expectKilled(error: unknown): void {
  expect(error).toBeInstanceOf(Killed)
}

const ticks = async (system: System, count: number) => {
  for (let tick = 0; tick < count; tick++) {
    await system.nextTick()
    await expectPromises(system)
  }
}

async function redeliver(system: System, message: string): Promise<void> {
  await system.take(message).catch(error => expect(error).toBeInstanceOf(PositionBusy))
  await system.drain()
}

/** There is at most one entry, and by now it is complete: protected and recorded, or gone without a trace. */
async function expectOneOrNone(system: System): Promise<void> {
  const lives = await expectPromises(system)
  const { slots } = (await system.state.account.read()).item
  if (lives.length === 0) {
    expect(slots).toEqual({})
    expect(['no-fill', 'stale']).toContain(await verdictOn(system))
    return
  }
  expect(lives).toHaveLength(1)
  expect(await verdictOn(system)).toBe('accepted')
  const position = await positionOf(system)
  if (position.state === 'open') {
    expect(slots.BTCUSDT?.positionId).toBe(position.id)
    expect(await books(system)).toHaveLength(3)
    await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  }
  expect(await positionOf(system)).toMatchObject({ state: 'closed' })
  await expectPromises(system)
  await expectResultOf(system, await positionOf(system))
}

test('an open position’s signal ends as accepted, wherever its executor died, even if another delivery rejected it', async () => {
  const enteredAndRefused = async (life: Life) => {
    const system = await openSystem(dynamo, { known: [btcRules] })
    await system.gate(buy(system))
    system.wire.once('POST /fapi/v1/order', () =>
      system.state.signals.settle('xgboost#one', { verdict: 'refused', reason: 'no-slot', detail: '' }),
    )
    await system.take(system.trades.waiting[0] ?? '', life).catch(expectKilled)
    return system
  }
  const whole = aLife()
  await enteredAndRefused(whole)
  const afterFill = whole.steps.indexOf('exchange.placeAlgo') + 1
  const states = new Set<string>()
  for (let step = afterFill; step <= whole.steps.length; step++) {
    const system = await enteredAndRefused(aLife(step))
    const { state } = await positionOf(system)
    states.add(state)
    if (state === 'open') expect([step, await verdictOn(system)]).toEqual([step, 'accepted'])
  }
  expect([...states]).toEqual(['entering', 'open'])
})

test('an executor killed at any step leaves one protected position or none', async () => {
  const whole = aLife()
  await entered(whole)
  const steps = lastingSteps(whole)
  expect(steps.length).toBeGreaterThan(15)
  for (const step of steps) {
    const [system, message] = await entered(aLife(step))
    await system.nextTick()
    const open = await system.exchange.position('BTCUSDT')
    const stops = (await system.exchange.openAlgoOrders('BTCUSDT')).filter(each => each.closePosition)
    expect({ step: whole.steps[step - 1], stops: stops.length }).toEqual({
      step: whole.steps[step - 1],
      stops: open && dec(open.quantity).gt(0) ? 1 : 0,
    })
    // A concurrent second delivery finds the lease taken; after it, the rest is done.
    await redeliver(system, message)
    system.clock.advance(65_000)
    await ticks(system, 2)
    await redeliver(system, message)
    await expectOneOrNone(system)
  }
})

test('a position is closed when its executor died right after the fill and the market falls past the missing stop', async () => {
  const whole = aLife()
  await entered(whole)
  const afterFill = whole.steps.indexOf('exchange.placeAlgo') + 1
  const [system, message] = await entered(aLife(afterFill))
  system.move('59950')
  await system.nextTick()
  expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
  await ticks(system, 8)
  await redeliver(system, message)
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'stop-crossed' } })
  await expectPromises(system)
  await expectResultOf(system, await positionOf(system))
})

test('a signal whose executor was killed before its fill was looked for is not entered again', async () => {
  const whole = aLife()
  await entered(whole)
  const beforeEntry = whole.steps.indexOf('exchange.place') + 1
  const [system, message] = await entered(aLife(beforeEntry))
  await redeliver(system, message)
  await ticks(system, 7)
  expect(await positionOf(system)).toMatchObject({ state: 'abandoned' })
  await redeliver(system, message)
  expect(system.wire.requests).not.toContain('POST /fapi/v1/order')
  expect(await verdictOn(system)).toBe('no-fill')
})

test('a CLOSE for an entry whose executor died closes the position once the lease ends', async () => {
  const whole = aLife()
  await entered(whole)
  const afterFill = whole.steps.indexOf('exchange.placeAlgo') + 1
  const [system] = await entered(aLife(afterFill))
  const { id } = await positionOf(system)
  const message = { v: 1, positionId: id, reason: 'signal' } as const
  await expect(system.close(message)).rejects.toThrow(PositionBusy)
  system.clock.advance(65_000)
  await system.close(message)
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  await expectPromises(system)
  await expectResultOf(system, await positionOf(system))
})

test('the watch closes a loss beyond the emergency level without waiting for a dead executor’s lease', async () => {
  const whole = aLife()
  await entered(whole)
  const stopSent = whole.steps.indexOf('exchange.placeAlgo') + 1
  const deaf = createFaults([{ match: {}, fault: { kind: 'trigger', outcome: 'ignored' } }])
  const [system, message] = await entered(aLife(stopSent + 1), deaf)
  expect(await positionOf(system)).toMatchObject({ state: 'entering' })
  system.move('59930')
  await system.nextTick()
  expect(system.failures.splice(0)).toEqual([expect.any(PositionBusy)])
  expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
  system.clock.advance(65_000)
  await redeliver(system, message)
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({ state: 'closed' })
  expect(await books(system)).toEqual([])
  await expectResultOf(system, await positionOf(system))
})

test('an executor that finishes an entry beyond the emergency level closes it, and it is counted once', async () => {
  const whole = aLife()
  await entered(whole)
  const stopSent = whole.steps.indexOf('exchange.placeAlgo') + 1
  const deaf = createFaults([{ match: {}, fault: { kind: 'trigger', outcome: 'ignored' } }])
  const [system, message] = await entered(aLife(stopSent + 1), deaf)
  system.move('59930')
  system.clock.advance(65_000)
  await redeliver(system, message)
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  expect(system.told.count('EmergencyClose')).toBe(1)
  await expectResultOf(system, await positionOf(system))
})

test('the watch closes at the second look in a row if a far mark shows that loss and bid and ask cannot confirm it', async () => {
  const whole = aLife()
  await entered(whole)
  const stopSent = whole.steps.indexOf('exchange.placeAlgo') + 1
  const faults = createFaults()
  const [system] = await entered(aLife(stopSent + 1), faults)
  system.wire.refuse('GET /fapi/v1/ticker/bookTicker', -1000)
  const risk = { path: '/fapi/v3/positionRisk' }
  faults.add({ match: risk, fault: { kind: 'row', times: { markPrice: '0.5' } } })
  await system.nextTick()
  expect((await system.exchange.position('BTCUSDT'))?.quantity).toBe('1.249')
  await system.nextTick()
  expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
  expect(system.told.count('MarkDoubted')).toBe(1)
})
