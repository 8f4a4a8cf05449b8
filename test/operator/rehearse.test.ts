import { mkdirSync, rmSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import { PositionBusy } from '#position/lease.ts'
import { closeDemos, expectNothingLeft, opened, theDemo } from './rehearsal/demos.ts'
import { deviating } from './rehearsal/deviating.ts'
import { failing } from './rehearsal/failing.ts'
import { passing } from './rehearsal/passing.ts'
import { refused } from './rehearsal/refused.ts'

afterEach(closeDemos)

describe('qt rehearse on an exchange that answers as the paper venue does', passing)
describe('qt rehearse on an exchange that deviates', deviating)
describe('qt rehearse on an exchange that fails in the middle', failing)

test('a rehearsal whose file cannot be written any more still cleans up, and reports both', async () => {
  const { rehearse, file, script } = await opened()
  script.dies = line => {
    if (!line.startsWith('done: two stops')) return false
    rmSync(file)
    mkdirSync(file)
    return false
  }
  await expect(rehearse()).rejects.toThrow(/kept\.jsonl could not be written to its end: .*nothing is left$/)
  expect(theDemo().said).toContainEqual(expect.stringContaining('done: both books'))
  await expectNothingLeft()
})

test('a rehearsal whose process dies leaves its close to close-cleanup, once the lease is over', async () => {
  const { rehearse, system, said, script, asked } = await opened()
  const dies = Promise.withResolvers<void>()
  script.dies = line => {
    if (line.startsWith('done: bridge')) dies.resolve()
    return line.startsWith('done: bridge')
  }
  void rehearse()
  await dies.promise
  expect(said.at(-1)).toContain('done: bridge')
  const positionId = asked[0]?.replace('-later', '') ?? ''
  const message = { v: 1, positionId, reason: 'operator' } as const
  await expect(system.close(message)).rejects.toThrow(PositionBusy)
  system.clock.advance(timing.rehearsal.lease)
  expect((await theDemo().books()).open).toBeDefined()
  await system.close(message)
  await expectNothingLeft()
})

describe('qt rehearse refuses', refused)
