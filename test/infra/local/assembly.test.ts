import { globSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { synthesize } from '../../../infra/local/runner/assembly.ts'

const bundlesOf = (assembly: string) =>
  globSync('asset.*', { cwd: assembly }).map(asset => realpathSync(join(assembly, asset, 'index.mjs')))

test('whatever the settings, a function is loaded from one file', async () => {
  const usual = await synthesize({ environment: {}, deployment: 'paper' })
  const other = await synthesize({ environment: { QT_DEFAULT_LEVERAGE: '10' }, deployment: 'paper' })
  expect(other).not.toBe(usual)
  expect(bundlesOf(usual).length).toBeGreaterThanOrEqual(5)
  expect(bundlesOf(other).toSorted()).toEqual(bundlesOf(usual).toSorted())
})
