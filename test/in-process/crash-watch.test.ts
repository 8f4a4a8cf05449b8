import { expect, test } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { createFaults } from '#paper/faults/faults.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { aLife, Killed, type Life, lastingSteps } from './life.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

async function opened(): Promise<System> {
  const system = await openSystem(dynamo, { known: [btcRules] })
  await system.signal(buy(system))
  return system
}

/** Moves time to the watch's next mark. */
function untilMark({ clock }: System): void {
  clock.advance(10_000 - (clock.now() % 10_000))
}

/** The watch was killed once: the next tick may find the lease taken, the one after it finishes the work. */
async function recover(system: System): Promise<void> {
  expect(system.failures.filter(error => !(error instanceof Killed))).toEqual([])
  await system.nextTick()
  await expectPromises(system, { failures: true })
  system.clock.advance(25_000)
  await system.nextTick()
  await expectPromises(system, { failures: true })
}

async function sold(system: System): Promise<string> {
  const { trades } = await system.venue.ledger('BTCUSDT')
  return sum(trades.filter(({ side }) => side === 'SELL').map(({ qty }) => qty)).toFixed()
}

/**
 * One look that does everything: a take-profit fired, two are sold at market, the stop is raised, the next one is
 * offered.
 */
async function jump(inspect = aLife()): Promise<System> {
  const system = await opened()
  system.move('60410')
  untilMark(system)
  await system.tickWatch({ inspect })
  return system
}

test('the next look completes a ratchet with banked rungs wherever inspect died', async () => {
  const whole = aLife()
  const clean = await jump(whole)
  const { protection, tier, openQuantity } = await positionOf(clean)
  expect({ tier, openQuantity }).toEqual({ tier: 3, openQuantity: '0.313' })
  expect(await sold(clean)).toBe('0.936')
  const steps = lastingSteps(whole)
  expect(steps.length).toBeGreaterThan(10)
  const banking = whole.steps.indexOf('exchange.place') + 1
  for (const step of steps) {
    const system = await jump(aLife(step))
    await recover(system)
    // A take-profit that was never sent is missed at one look and offered again at the next.
    await system.nextTick()
    const position = await positionOf(system)
    // Take-profits whose market order may have left are never sold again: a missed profit is better than a double
    // sale.
    const missed = step === banking
    expect({ step, sold: await sold(system) }).toEqual({ step, sold: missed ? '0.624' : '0.936' })
    expect(position).toMatchObject({
      state: 'open',
      tier,
      openQuantity: missed ? '0.625' : openQuantity,
      protection: { level: protection.level },
    })
    expect(await books(system)).toHaveLength(3)
    expect(position.rungs.map(rung => rung.state)).toEqual([
      'done',
      'done',
      'done',
      'placed',
      'waiting',
      'waiting',
    ])
  }
})

/** Two seconds after the price fell through every level, the operator asks for a close. */
async function closed(close = aLife()): Promise<System> {
  const system = await opened()
  system.move('60070')
  await system.nextTick()
  untilMark(system)
  const message = { v: 1, positionId: (await positionOf(system)).id, reason: 'emergency' } as const
  await system.close(message, close).catch(error => expect(error).toBeInstanceOf(Killed))
  return system
}

test('the watch completes a close wherever close-cleanup died, and the result counts once', async () => {
  const whole = aLife()
  const { netPnl } = (await positionOf(await closed(whole))).result ?? {}
  const steps = lastingSteps(whole)
  expect(steps.length).toBeGreaterThan(6)
  for (const step of steps) {
    const system = await closed(aLife(step))
    // If the function was killed before it recorded the request, its caller repeats it.
    const told = (await positionOf(system)).state !== 'open'
    system.clock.advance(45_000)
    if (!told) await system.close({ v: 1, positionId: (await positionOf(system)).id, reason: 'emergency' })
    await system.nextTick()
    await expectPromises(system, { failures: true })
    const position = await positionOf(system)
    expect({
      step,
      state: position.state,
      netPnl: position.result?.netPnl,
      reason: position.result?.reason,
    }).toEqual({
      step,
      state: 'closed',
      netPnl,
      reason: 'emergency',
    })
    await expectResultOf(system, position)
    const { slots, day } = (await system.state.account.read()).item
    expect(slots).toEqual({})
    expect(dec(day.net).eq(netPnl ?? Number.NaN)).toBe(true)
    expect(system.told.notices.length).toBeGreaterThanOrEqual(1)
  }
})

test('after a raise dies with a bridge over a part of the position, the rest is unprotected only until the next look', async () => {
  /** A market order now sells less than the whole position, and so does the bridge. */
  const raised = async (inspect: Life) => {
    const faults = createFaults()
    const system = await openSystem(dynamo, { known: [btcRules], faults })
    await system.signal(buy(system))
    const from = system.clock.now()
    faults.add({ match: { symbol: 'BTCUSDT' }, fault: { kind: 'rules', from, marketMaxQuantity: '0.3' } })
    system.move('60110')
    untilMark(system)
    await system.tickWatch({ inspect })
    return system
  }
  const stops = async ({ exchange }: System) =>
    (await exchange.openAlgoOrders('BTCUSDT')).filter(({ type }) => type === 'STOP_MARKET')
  const whole = aLife()
  await raised(whole)
  const moved = whole.steps.indexOf('exchange.cancelAlgo')
  const system = await raised(aLife(whole.steps.indexOf('exchange.placeAlgo', moved) + 1))
  expect((await stops(system)).map(({ quantity }) => quantity)).toEqual(['0.3'])
  await system.nextTick()
  expect((await stops(system)).some(({ closePosition }) => closePosition)).toBe(true)
})
