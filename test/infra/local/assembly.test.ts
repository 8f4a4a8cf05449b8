import { globSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { synthesize } from '../../../infra/local/runner/assembly.ts'

const bundlesOf = (assembly: string) =>
  globSync('asset.*', { cwd: assembly }).map(asset => realpathSync(join(assembly, asset, 'index.mjs')))

const said = { QT_DEFAULT_LEVERAGE: '10', QT_MAX_POSITIONS: '3' }

test('a function is loaded from one file, whatever the settings', async () => {
  const usual = await synthesize({ environment: {}, deployment: 'paper' })
  const other = await synthesize({ environment: said, deployment: 'paper' })
  expect(other).not.toBe(usual)
  expect(bundlesOf(usual).length).toBeGreaterThanOrEqual(5)
  expect(bundlesOf(other).toSorted()).toEqual(bundlesOf(usual).toSorted())
})

test('the same settings are synthesized once, in whatever order they are given', async () => {
  const paper = { deployment: 'paper', choices: {} }
  const turned = Object.fromEntries(Object.entries(said).toReversed())
  const once = await synthesize({ ...paper, environment: said })
  const before = statSync(once).birthtimeMs
  expect(await synthesize({ environment: turned, deployment: 'paper' })).toBe(once)
  expect(statSync(once).birthtimeMs).toBe(before)
})
