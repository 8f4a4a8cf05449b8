import { expect, test } from 'vitest'
import { expectNothingLeft, opened } from './demos.ts'
import { named } from './found.ts'

const algo = '/fapi/v1/algoOrder'

/** Rehearsals whose answers are lost. */
export function failing(): void {
  const posts = [
    ['the entry', { method: 'POST', path: '/fapi/v1/order' }],
    ['the first stop', { method: 'POST', path: algo, orderType: 'STOP_MARKET' }],
    ['the bridge', { method: 'POST', path: algo, orderType: 'STOP_MARKET', params: { reduceOnly: 'true' } }],
    ['the sale of a part', { method: 'POST', path: '/fapi/v1/order', params: { reduceOnly: 'true' } }],
  ] as const

  test.each(posts)('a lost answer to %s leaves nothing behind', async (_, match) => {
    for (const when of ['before', 'after'] as const) {
      const { rehearse } = await opened({ match, times: 1, fault: { kind: 'drop', when } })
      const { data } = await rehearse()
      expect(data.left).toEqual([])
      expect(named(data)).toContainEqual(expect.stringMatching(/^moment POST/))
      await expectNothingLeft()
    }
  })

  test.each([24, 31, 38, 45])('forty failed requests from the %dth on leave nothing behind', async skip => {
    const { rehearse } = await opened({ skip, times: 40, fault: { kind: 'drop', when: 'before' } })
    const { data } = await rehearse()
    expect(data).toMatchObject({ verdict: 'failed', left: [] })
    await expectNothingLeft()
  })

  test('a rehearsal says what it leaves on an exchange that stays away, and close-cleanup closes it later', async () => {
    const { rehearse, faults, system, asked, books } = await opened()
    faults.add({ skip: 30, fault: { kind: 'drop', when: 'before' } })
    const { data, exitCode } = await rehearse()
    expect(exitCode).toBe(1)
    expect(data.left.join('; ')).toContain('it cannot be read what is left')
    faults.clear()
    expect((await books()).open).toBeDefined()
    expect(asked[0]).toBe(`${data.positionId}-later`)
    await system.close({ v: 1, positionId: data.positionId, reason: 'operator' })
    await expectNothingLeft()
  })
}
