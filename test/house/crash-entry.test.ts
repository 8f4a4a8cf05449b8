import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { PositionBusy } from '#protection/desk.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { aLife, Killed, type Life, lastingSteps } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

/** A signal on its way, and an executor that takes it and may be killed on the way. */
async function entered(life: Life, faults?: Faults): Promise<[House, string]> {
  const house = await openHouse(dynamo, { known: [btcRules], ...(faults && { faults }) })
  await house.gate(buy(house))
  const message = house.trades.waiting.shift() ?? ''
  await house.take(message, life).catch(expectKilled)
  return [house, message]
}

function expectKilled(error: unknown): void {
  expect(error).toBeInstanceOf(Killed)
}

const ticks = async (house: House, count: number) => {
  for (let tick = 0; tick < count; tick++) {
    await house.nextTick()
    await expectPromises(house)
  }
}

async function redeliver(house: House, message: string): Promise<void> {
  await house.take(message).catch(error => expect(error).toBeInstanceOf(PositionBusy))
  await house.drain()
}

/** At most one entry, and by now it is whole: protected and known, or gone without a trace. */
async function expectOneOrNone(house: House): Promise<void> {
  const lives = await expectPromises(house)
  const { slots } = (await house.state.account.read()).item
  if (lives.length === 0) {
    expect(slots).toEqual({})
    expect(['no-fill', 'stale']).toContain(await verdictOn(house))
    return
  }
  expect(lives).toHaveLength(1)
  expect(await verdictOn(house)).toBe('accepted')
  const position = await positionOf(house)
  if (position.state === 'open') {
    expect(slots.BTCUSDT?.positionId).toBe(position.id)
    expect(await books(house)).toHaveLength(3)
    await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  }
  expect(await positionOf(house)).toMatchObject({ state: 'closed' })
  await expectPromises(house)
  await expectResultOf(house, await positionOf(house))
}

test('an executor killed at any step leaves one protected position or none', async () => {
  const whole = aLife()
  await entered(whole)
  const steps = lastingSteps(whole)
  expect(steps.length).toBeGreaterThan(15)
  for (const step of steps) {
    const [house, message] = await entered(aLife(step))
    await house.nextTick()
    const open = await house.exchange.position('BTCUSDT')
    const stops = (await house.exchange.openAlgoOrders('BTCUSDT')).filter(each => each.closePosition)
    expect({ step: whole.steps[step - 1], stops: stops.length }).toEqual({
      step: whole.steps[step - 1],
      stops: open && dec(open.quantity).gt(0) ? 1 : 0,
    })
    // A second delivery at once finds the lease taken; after it, whatever is left to do is done.
    await redeliver(house, message)
    house.clock.advance(65_000)
    await ticks(house, 2)
    await redeliver(house, message)
    await expectOneOrNone(house)
  }
})

test('killed right after its fill, and the market falls through the stop that was never placed', async () => {
  const whole = aLife()
  await entered(whole)
  const afterFill = whole.steps.indexOf('exchange.placeAlgo') + 1
  const [house, message] = await entered(aLife(afterFill))
  house.move('59950')
  await house.nextTick()
  expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
  await ticks(house, 8)
  await redeliver(house, message)
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'stop-crossed' } })
  await expectPromises(house)
  await expectResultOf(house, await positionOf(house))
})

test('a signal whose executor was killed before its fill was looked for is not entered again', async () => {
  const whole = aLife()
  await entered(whole)
  const beforeEntry = whole.steps.indexOf('exchange.place') + 1
  const [house, message] = await entered(aLife(beforeEntry))
  await redeliver(house, message)
  await ticks(house, 7)
  expect(await positionOf(house)).toMatchObject({ state: 'abandoned' })
  await redeliver(house, message)
  expect(house.wire.requests).not.toContain('POST /fapi/v1/order')
  expect(await verdictOn(house)).toBe('no-fill')
})

test('a CLOSE that meets an entry whose executor was killed closes it once the lease is over', async () => {
  const whole = aLife()
  await entered(whole)
  const afterFill = whole.steps.indexOf('exchange.placeAlgo') + 1
  const [house] = await entered(aLife(afterFill))
  const { id } = await positionOf(house)
  const message = { v: 1, positionId: id, reason: 'signal' } as const
  await expect(house.close(message)).rejects.toThrow(PositionBusy)
  house.clock.advance(65_000)
  await house.close(message)
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  await expectPromises(house)
  await expectResultOf(house, await positionOf(house))
})

test('a loss beyond the emergency level does not wait for the lease of an executor that died over its entry', async () => {
  const whole = aLife()
  await entered(whole)
  const stopSent = whole.steps.indexOf('exchange.placeAlgo') + 1
  const deaf = createFaults([{ match: {}, fault: { kind: 'trigger', outcome: 'ignored' } }])
  const [house, message] = await entered(aLife(stopSent + 1), deaf)
  expect(await positionOf(house)).toMatchObject({ state: 'entering' })
  house.move('59930')
  await house.nextTick()
  expect(house.failures.splice(0)).toEqual([expect.any(PositionBusy)])
  expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
  house.clock.advance(65_000)
  await redeliver(house, message)
  await house.nextTick()
  expect(await positionOf(house)).toMatchObject({ state: 'closed' })
  expect(await books(house)).toEqual([])
  await expectResultOf(house, await positionOf(house))
})

test('nor does one by a mark that is far off and that no touch confirms: it closes at the second look in a row', async () => {
  const whole = aLife()
  await entered(whole)
  const stopSent = whole.steps.indexOf('exchange.placeAlgo') + 1
  const faults = createFaults()
  const [house] = await entered(aLife(stopSent + 1), faults)
  house.wire.refuse('GET /fapi/v1/ticker/bookTicker', -1000)
  const risk = { path: '/fapi/v3/positionRisk' }
  faults.add({ match: risk, fault: { kind: 'row', times: { markPrice: '0.5' } } })
  await house.nextTick()
  expect((await house.exchange.position('BTCUSDT'))?.quantity).toBe('1.249')
  await house.nextTick()
  expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
  expect(house.told.count('MarkDoubted')).toBe(1)
})
