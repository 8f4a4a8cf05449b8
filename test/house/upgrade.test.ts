import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { stepText } from '../../infra/desk/explain/step-text.ts'
import { replayDecisions } from '../../infra/local/judge/decisions.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { positionOf } from './signals.ts'
import { type Kept, keptIn, putItems, storeOf } from './upgrade/kept.ts'

const folder = new URL('./upgrade/kept/', import.meta.url)
const dynamo = memoryForTests()

/** What an earlier release left, with a position in the middle of its entry, its ratchet and its close. */
async function carryOn(kept: Kept): Promise<House> {
  const stored = await dynamo.createTable()
  await putItems(stored, kept.items)
  const price = kept.prices.BTCUSDT?.at(-1)
  if (!price) throw new Error('No price of BTCUSDT was kept')
  const house = await openHouse(dynamo, { stored, store: await storeOf(kept), at: kept.at, price })
  for (const [symbol, steps] of Object.entries(kept.prices))
    for (const step of steps) house.feed.push(symbol, step.time, step)
  return house
}

describe.each(readdirSync(folder))('what %s left in the middle of everything', file => {
  const kept = keptIn(gunzipSync(readFileSync(new URL(file, folder))).toString())
  let house: House
  const found: Record<string, Position> = {}
  beforeAll(async () => {
    house = await carryOn(kept)
    for (const symbol of Object.keys(kept.prices)) found[symbol] = await positionOf(house, symbol)
  })

  test('is what it says: one position enters, one is open in mid-ratchet, one closes and one is closed', async () => {
    expect(Object.values(found).map(({ symbol, state }) => [symbol, state])).toEqual([
      ['BTCUSDT', 'open'],
      ['ETHUSDT', 'closing'],
      ['SOLUSDT', 'entering'],
      ['XRPUSDT', 'closed'],
    ])
    const own = await books(house, 'BTCUSDT')
    expect(own).toContain(found.BTCUSDT?.protection.bridge)
    expect(own).not.toContain(found.BTCUSDT?.protection.primary)
  })

  test('is explained: every step has its sentence, and every decision comes out the same again', async () => {
    const records = await house.records()
    for (const entry of [...records.journals.values()].flat()) expect(stepText(entry)).toMatch(/\w/)
    const { made, different } = replayDecisions(records)
    expect(made).toBeGreaterThan(50)
    expect(different).toEqual([])
  })

  test('is carried on: what enters is protected, what is open keeps its stop, what closes is closed', async () => {
    house.clock.advance(60_000) // No lease outlives its function.
    for (let tick = 0; tick < 3; tick++) await house.nextTick()
    const now = async (symbol: string) => positionOf(house, symbol)
    const { protection } = await now('BTCUSDT')
    expect(dec(protection.level).gte(found.BTCUSDT?.protection.level ?? '')).toBe(true)
    expect(await books(house, 'BTCUSDT')).toEqual(
      expect.arrayContaining([protection.primary, protection.backup]),
    )
    expect(await now('SOLUSDT')).toMatchObject({ state: 'open' })
    expect((await books(house, 'SOLUSDT')).length).toBeGreaterThanOrEqual(3)
    const closed = await now('ETHUSDT')
    expect(closed).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    await expectResultOf(house, closed)
    expect(await now('XRPUSDT')).toEqual(found.XRPUSDT)
    // The process that had sent the entry was killed before it could protect it.
    for (const symbol of Object.keys(kept.prices))
      await expectPromises(house, { nakedLater: symbol === 'SOLUSDT' }, symbol)
  })
})
