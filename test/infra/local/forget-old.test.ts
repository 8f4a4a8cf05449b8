import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { forgetOld } from '../../../infra/local/runner/forget-old.ts'

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
