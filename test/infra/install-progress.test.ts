import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { shareThere, told } from '../../infra/install-progress.mjs'

const folder = mkdtempSync(join(tmpdir(), 'install-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('progress counts the unpacked packages, in other folders too', () => {
  const folders = ['node_modules/one', 'node_modules/one/node_modules/two', 'node_modules/three']
  expect(shareThere(folders, folder)).toBe(0)
  mkdirSync(join(folder, 'node_modules/one/node_modules/two'), { recursive: true })
  expect(shareThere(folders, folder)).toBe(0)
  writeFileSync(join(folder, 'node_modules/one/package.json'), '{}')
  expect(shareThere(folders, folder)).toBeCloseTo(1 / 3)
})

test('the remaining time follows from the time so far', () => {
  expect(told(0, 5_000)).toBe('Installing: 0 % after 5 s')
  expect(told(0.19, 5_000)).toBe('Installing: 19 % after 5 s')
  expect(told(0.25, 10_000)).toBe('Installing: 25 % after 10 s, some 30 s left')
  expect(told(1, 40_000)).toBe('Installing: all packages are there, their own steps are under way (40 s)')
})
