import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { forgetOld, forgetOldInEach, forgetUnused } from '../../../infra/local/runner/forget-old.ts'

/** A folder with one entry for each name, the first used last. */
function aCache(...names: readonly string[]): string {
  const cache = mkdtempSync(join(tmpdir(), 'forget-old-'))
  onTestFinished(() => rmSync(cache, { recursive: true }))
  for (const [age, name] of names.entries()) {
    mkdirSync(join(cache, name))
    utimesSync(join(cache, name), 1_000 - age, 1_000 - age)
  }
  return cache
}

test('the least recently used folder is removed first', async () => {
  const cache = aCache('c', 'a', 'b')
  await forgetOld(cache, 2)
  expect(readdirSync(cache)).toEqual(['a', 'c'])
})

test('a folder that another run renames meanwhile causes no failure and does not count', async () => {
  const cache = aCache('c', 'a', 'b')
  // Listed in the folder, but gone by the time it is read.
  symlinkSync('renamed', join(cache, 'making-d'))
  await forgetOld(cache, 2)
  expect(readdirSync(cache)).toEqual(['a', 'c', 'making-d'])
})

test('what an interrupted run left is removed by its name, once no run can be at it', async () => {
  const cache = aCache('making-d', 'c', 'making-a', 'b')
  await forgetUnused(cache, 'making-', 999_000)
  expect(readdirSync(cache)).toEqual(['b', 'c', 'making-d'])
})

test('in each folder of a folder the oldest is removed, and a file beside them stays', async () => {
  const cache = aCache('v24', 'v26')
  for (const name of ['a', 'b']) writeFileSync(join(cache, 'v24', name), '')
  utimesSync(join(cache, 'v24', 'a'), 1, 1)
  writeFileSync(join(cache, '.DS_Store'), '')
  await forgetOldInEach(cache, 1)
  expect(readdirSync(cache, { recursive: true }).sort()).toEqual(['.DS_Store', 'v24', 'v24/b', 'v26'])
  await forgetOldInEach(join(cache, 'none'), 1)
})

test('what another user wrote is left, without a failure', async () => {
  const cache = aCache('c', 'a')
  mkdirSync(join(cache, 'a', 'inside'))
  utimesSync(join(cache, 'a'), 1, 1)
  chmodSync(join(cache, 'a'), 0o500)
  chmodSync(cache, 0o755)
  await notAsRoot(() => forgetOld(cache, 1))
  expect(readdirSync(cache)).toEqual(['a', 'c'])
  chmodSync(join(cache, 'a'), 0o700)
})

/** Root may remove what any user wrote: it does this as a user that owns nothing. */
async function notAsRoot(work: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  await work().finally(() => isRoot && process.seteuid?.(0))
}
