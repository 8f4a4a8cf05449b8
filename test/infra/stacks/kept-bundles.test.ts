import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { codeOf } from '../../../infra/stacks/bundles.ts'
import { keepBundles, keptBundle, keptBundlesVariable } from '../../../infra/stacks/kept-bundles.ts'

const folder = mkdtempSync(join(tmpdir(), 'kept-bundles-'))
afterAll(() => rmSync(folder, { recursive: true }))
let kept = 0
beforeEach(() => {
  kept += 1
  vi.stubEnv(keptBundlesVariable, join(folder, String(kept)))
})
afterEach(() => void vi.unstubAllEnvs())

const entry = 'functions/executor/handler.ts'
const name = 'functions-executor-handler.ts'
const bundleOf = (code: string) =>
  new Map([
    [
      name,
      [
        { name: 'index.mjs', contents: Buffer.from(code) },
        { name: 'index.mjs.map', contents: Buffer.from('{}') },
      ],
    ],
  ])
const codeIn = (files: ReturnType<typeof keptBundle>) =>
  files?.map(({ name, contents }) => [name, Buffer.from(contents).toString()])

test('a kept bundle is found for its own venue', () => {
  expect(keptBundle('paper', name)).toBeUndefined()
  keepBundles('paper', bundleOf('first'))
  expect(codeIn(keptBundle('paper', name))).toEqual([
    ['index.mjs', 'first'],
    ['index.mjs.map', '{}'],
  ])
  expect(keptBundle('binance', name)).toBeUndefined()
})

test('of two runs that keep the same bundle the first wins', () => {
  keepBundles('paper', bundleOf('first'))
  keepBundles('paper', bundleOf('second'))
  expect(codeIn(keptBundle('paper', name))?.[0]).toEqual(['index.mjs', 'first'])
})

test('without a folder no bundle is kept, and none found', () => {
  keepBundles('paper', bundleOf('first'))
  vi.stubEnv(keptBundlesVariable, undefined)
  keepBundles('binance', bundleOf('second'))
  expect(keptBundle('paper', name)).toBeUndefined()
})

test('a function uses the kept bundle', () => {
  keepBundles('paper', bundleOf('export const handler = () => {}'))
  const app = new App({ outdir: join(folder, 'assembly') })
  const stack = new Stack(app, 'Kept')
  const [runtime, handler] = [Runtime.NODEJS_24_X, 'index.handler']
  new LambdaFunction(stack, 'Executor', { runtime, handler, code: codeOf(entry, 'paper') })
  const { directory } = app.synth()
  const made = globSync('asset.*/index.mjs', { cwd: directory }).map(file =>
    readFileSync(join(directory, file), 'utf8'),
  )
  expect(made).toEqual(['export const handler = () => {}'])
})
