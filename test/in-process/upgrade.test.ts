import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { replayDecisions } from '../../infra/local/audit/decisions.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf, untold } from './audit.ts'
import { positionOf } from './signals.ts'
import { openSystem, type System } from './system.ts'
import { type Kept, keptIn, putItems, storeOf } from './upgrade/kept.ts'

const folder = new URL('./upgrade/kept/', import.meta.url)
const dynamo = memoryForTests()

/** What an earlier release left, with positions in the middle of an entry, a ratchet and a close. */
async function carryOn(kept: Kept): Promise<System> {
  const stored = await dynamo.createTable()
  await putItems(stored, kept.items)
  const price = kept.prices.BTCUSDT?.at(-1)
  if (!price) throw new Error('No price of BTCUSDT was kept')
  const system = await openSystem(dynamo, { stored, store: await storeOf(kept), at: kept.at, price })
  for (const [symbol, steps] of Object.entries(kept.prices))
    for (const step of steps) system.feed.push(symbol, step.time, step)
  return system
}

describe.each(readdirSync(folder))('the state that %s left midway', file => {
  const kept = keptIn(gunzipSync(readFileSync(new URL(file, folder))).toString())
  let system: System
  const found: Record<string, Position> = {}
  beforeAll(async () => {
    system = await carryOn(kept)
    for (const symbol of Object.keys(kept.prices)) found[symbol] = await positionOf(system, symbol)
  })

  test('has one position entering, one in mid-ratchet, one closing and one closed', async () => {
    expect(Object.values(found).map(({ symbol, state }) => [symbol, state])).toEqual([
      ['BTCUSDT', 'open'],
      ['ETHUSDT', 'closing'],
      ['SOLUSDT', 'entering'],
      ['XRPUSDT', 'closed'],
    ])
    const own = await books(system, 'BTCUSDT')
    expect(own).toContain(found.BTCUSDT?.protection.bridge)
    expect(own).not.toContain(found.BTCUSDT?.protection.primary)
  })

  test('can be explained: every step has its sentence, and every decision replays the same', async () => {
    const records = await system.records()
    expect(untold(records)).toEqual([])
    const { made, different } = replayDecisions(records)
    expect(made).toBeGreaterThan(50)
    expect(different).toEqual([])
  })

  test('continues: the entry is protected, the open position keeps its stop, and the close ends', async () => {
    system.clock.advance(60_000) // No lease outlives its function.
    for (let tick = 0; tick < 3; tick++) await system.nextTick()
    const now = async (symbol: string) => positionOf(system, symbol)
    const { protection } = await now('BTCUSDT')
    expect(dec(protection.level).gte(found.BTCUSDT?.protection.level ?? '')).toBe(true)
    expect(await books(system, 'BTCUSDT')).toEqual(
      expect.arrayContaining([protection.primary, protection.backup]),
    )
    expect(await now('SOLUSDT')).toMatchObject({ state: 'open' })
    expect((await books(system, 'SOLUSDT')).length).toBeGreaterThanOrEqual(3)
    const closed = await now('ETHUSDT')
    expect(closed).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    await expectResultOf(system, closed)
    expect(await now('XRPUSDT')).toEqual(found.XRPUSDT)
    // The process that had sent the entry was killed before it could protect the position.
    for (const symbol of Object.keys(kept.prices))
      await expectPromises(system, { nakedLater: symbol === 'SOLUSDT' }, symbol)
  })
})
