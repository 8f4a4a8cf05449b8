import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { foldersOf, shareThere, told } from '../../infra/install-progress.mjs'

const folder = mkdtempSync(join(tmpdir(), 'install-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lockfile = join(folder, 'package-lock.json')
const elsewhere = process.platform === 'win32' ? 'linux' : 'win32'
writeFileSync(
  lockfile,
  JSON.stringify({
    packages: {
      '': {},
      'node_modules/one': {},
      'node_modules/one/node_modules/two': { os: [process.platform], cpu: [process.arch] },
      'node_modules/three': { os: [`!${elsewhere}`] },
      'node_modules/foreign': { os: [elsewhere] },
      'node_modules/forbidden': { os: [`!${process.platform}`] },
      'node_modules/otherwise-built': { cpu: ['mips'] },
      'node_modules/linked': { link: true },
    },
  }),
)

test('what is installed is what this machine needs of the lockfile', () => {
  expect(foldersOf(lockfile)).toEqual([
    'node_modules/one',
    'node_modules/one/node_modules/two',
    'node_modules/three',
  ])
})

test('how much is there is counted by what was unpacked, also of another folder', () => {
  const folders = foldersOf(lockfile)
  expect(shareThere(folders, folder)).toBe(0)
  mkdirSync(join(folder, 'node_modules/one/node_modules/two'), { recursive: true })
  expect(shareThere(folders, folder)).toBe(0)
  writeFileSync(join(folder, 'node_modules/one/package.json'), '{}')
  expect(shareThere(folders, folder)).toBeCloseTo(1 / 3)
})

test('how long the rest takes follows from how long the part before took', () => {
  expect(told(0, 5_000)).toBe('Installing: 0 %')
  expect(told(0.25, 10_000)).toBe('Installing: 25 %, some 30 s left')
  expect(told(1, 40_000)).toBe('Installing: all packages are there, their own steps are under way')
})

test('the project’s own lockfile names more than a hundred packages that this machine needs', () => {
  const own = foldersOf('package-lock.json')
  expect(own.length).toBeGreaterThan(100)
  expect(own.filter(path => path.includes('win32'))).toEqual([])
})
