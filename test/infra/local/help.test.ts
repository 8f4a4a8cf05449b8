import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Each example has a line of its own, however long, so that a reader can copy it. */
const isExample = (line: string) => /^ {2}.*(npm|npx|curl|-d |qt |\{)/.test(line)

test.concurrent.each([
  'infra/local/start.ts',
  'infra/local/local.ts',
  'infra/local/exchange.ts',
  'infra/local/signals.ts',
  'infra/lab/lab.ts',
  'infra/operator/qt.mjs',
])('the help of %s fits a terminal of 80 columns, and shows no empty default', async file => {
  const { stdout } = await promisify(execFile)(process.execPath, [file, '--help'], { cwd: root })
  expect(stdout).toContain('Usage:')
  expect(stdout.split('\n').filter(line => line.length > 80 && !isExample(line))).toEqual([])
  expect(stdout).not.toContain('(default: [])')
})
