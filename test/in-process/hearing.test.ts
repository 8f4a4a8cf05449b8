import { describe, expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { openSystem } from './system.ts'

const dynamo = memoryForTests()

/** A system whose venue can be told to answer with errors, and the table's record of how its looks were answered. */
async function opened() {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults })
  const refuse = (name: 'restricted' | 'forbidden') =>
    faults.add({ match: { path: '/fapi/v3/positionRisk' }, fault: { kind: 'answer', as: name } })
  const heard = async () => (await system.state.watch.last())?.heard
  return { system, faults, refuse, heard }
}

describe('the exchange’s answer to the functions’ region', () => {
  test('is recorded every five minutes while it is good', async () => {
    const { system, heard } = await opened()
    await system.nextTick()
    const first = system.clock.now()
    expect(first - ((await heard())?.at ?? 0)).toBeLessThan(100)
    expect(await heard()).toEqual({ at: expect.any(Number) })
    const at = (await heard())?.at
    for (let tick = 1; tick < 30; tick++) await system.nextTick()
    expect((await heard())?.at).toBe(at)
    await system.nextTick()
    expect((await heard())?.at).toBeGreaterThan(first + 290_000)
  })

  test('is recorded at once when the exchange rejects their region or address, and when it answers again', async () => {
    const { system, faults, refuse, heard } = await opened()
    await system.nextTick()
    for (const [name, code] of [
      ['restricted', 451],
      ['forbidden', 403],
    ] as const) {
      refuse(name)
      await expect(system.nextTick()).rejects.toThrow(`HTTP ${code}`)
      expect(await heard()).toMatchObject({ code, failure: expect.stringContaining(`HTTP ${code}`) })
      faults.clear()
      await system.nextTick()
      expect(await heard()).toEqual({ at: expect.any(Number) })
    }
  })
})
