import { expect, test } from 'vitest'
import { threadsBesideOthers } from '../threads.ts'
import { runStorms } from './many-storms.ts'
import { runStorm } from './run-storm.ts'

test('200 storms break no promise', { timeout: 600_000 }, async () => {
  const { failed, ...tally } = await runStorms(1, 200, threadsBesideOthers)
  expect(failed.map(({ seed, violations }) => ({ seed, violations }))).toEqual([])
  // The storms did something: positions were opened and faults met them.
  expect(tally).toMatchObject({ runs: 200 })
  expect(tally.positions).toBeGreaterThan(200)
  expect(tally.faults).toBeGreaterThan(2_000)
})

test('a storm is the same whenever it is run', async () => {
  const stories = [[], []] as [string[], string[]]
  for (const story of stories) await runStorm(7, { tell: line => void story.push(line) })
  expect(stories[0].length).toBeGreaterThan(100)
  expect(stories[0]).toEqual(stories[1])
})
