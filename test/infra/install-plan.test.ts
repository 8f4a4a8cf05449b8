import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Lockfile, npmWords, packagesHere, planOf } from '../../infra/install-plan.mjs'

const elsewhere = process.platform === 'win32' ? 'linux' : 'win32'
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

const needed = {
  'node_modules/one': { version: '1.0.0' },
  'node_modules/two': { version: '1.0.0' },
  'node_modules/for-here': { version: '1.0.0', optional: true, os: [process.platform] },
}
const tools = { 'node_modules/tool': { version: '1.0.0', dev: true } }
const lock: Lockfile = { packages: { '': {}, ...needed, ...tools } }
const light: Lockfile = { packages: needed }
const whole: Lockfile = { packages: { ...needed, ...tools } }

const planned = (asked: 'light' | 'whole', there: Lockfile | undefined, interrupted = false) =>
  planOf({ asksWhole: asked === 'whole', lock, there, interrupted })

test('npm installs the part of the lockfile that this machine needs', () => {
  const packages = {
    '': {},
    'node_modules/one': {},
    'node_modules/one/node_modules/two': { os: [process.platform], cpu: [process.arch] },
    'node_modules/three': { os: [`!${elsewhere}`] },
    'node_modules/foreign': { os: [elsewhere] },
    'node_modules/forbidden': { os: [`!${process.platform}`] },
    'node_modules/otherwise-built': { cpu: ['mips'] },
    'node_modules/linked': { link: true },
  }
  expect(packagesHere({ packages }).map(([path]) => path)).toEqual([
    'node_modules/one',
    'node_modules/one/node_modules/two',
    'node_modules/three',
  ])
})

test('a fresh clone gets the requested set', () => {
  expect(planned('light', undefined)).toEqual({ adds: false, isWhole: false, folders: Object.keys(needed) })
  expect(planned('whole', undefined)).toEqual({
    adds: false,
    isWhole: true,
    folders: Object.keys({ ...needed, ...tools }),
  })
})

test('an installed set is not installed again', () => {
  expect(planned('light', light)).toBeUndefined()
  expect(planned('light', whole)).toBeUndefined()
  expect(planned('whole', whole)).toBeUndefined()
})

test('a test adds its tools to a light installation', () => {
  expect(planned('whole', light)).toEqual({ adds: true, isWhole: true, folders: ['node_modules/tool'] })
})

test('another release’s packages are installed again, and a full installation stays full', () => {
  const older = { 'node_modules/one': { version: '0.9.0' } }
  expect(planned('light', { packages: { ...needed, ...older } })).toMatchObject({
    adds: false,
    isWhole: false,
  })
  expect(planned('light', { packages: { ...needed, ...tools, ...older } })).toMatchObject({
    adds: false,
    isWhole: true,
  })
  const olderTool = { 'node_modules/tool': { version: '0.9.0', dev: true } }
  expect(planned('whole', { packages: { ...needed, ...olderTool } })).toMatchObject({ adds: false })
  expect(planned('light', { packages: { ...needed, ...olderTool } })).toBeUndefined()
})

test('an interrupted addition is installed again, but not an optional package that npm left out', () => {
  expect(planned('light', whole, true)).toMatchObject({ adds: false, isWhole: true })
  const { 'node_modules/for-here': _, ...withoutOptional } = needed
  expect(planned('light', { packages: withoutOptional })).toBeUndefined()
})

test('npm is told whether to include the tools', () => {
  const plan = { folders: [] }
  expect(npmWords({ ...plan, adds: false, isWhole: false })).toEqual(['ci', '--omit=dev'])
  expect(npmWords({ ...plan, adds: false, isWhole: true })).toEqual(['ci', '--include=dev'])
  expect(npmWords({ ...plan, adds: true, isWhole: true })).toEqual(['install', '--no-save', '--include=dev'])
})

test('the lockfile lists a light installation’s packages, and those that tests add', () => {
  const here = packagesHere(read('package-lock.json'))
  const [ofTools, ofCommands] = [here.filter(([, { dev }]) => dev), here.filter(([, { dev }]) => !dev)]
  expect(ofCommands.length).toBeGreaterThan(100)
  expect(ofTools.length).toBeGreaterThan(100)
  expect(here.filter(([path]) => path.includes('win32'))).toEqual([])
  const { dependencies, devDependencies } = read('package.json')
  const paths = new Set(ofCommands.map(([path]) => path))
  expect(Object.keys(dependencies).filter(name => !paths.has(`node_modules/${name}`))).toEqual([])
  // Another package may use one of them, if it is there. TypeScript has another name, or npm would keep it for that.
  expect(Object.keys(devDependencies).filter(name => paths.has(`node_modules/${name}`))).toEqual([
    'asl-validator',
  ])
})
