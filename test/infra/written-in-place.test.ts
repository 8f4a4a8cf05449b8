import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Why a crash in the middle of writing leaves nothing that a later command mistakes for the whole. */
const inPlace = {
  'infra/write-whole.ts': 'it is the second file, which is moved into place',
  'infra/install.mjs': 'it is empty',
  'infra/stacks/bundles.ts': 'its folder is new, and the CDK moves it into place',
  'infra/stacks/kept-bundles.ts': 'its folder is new, and moved into place',
  'infra/lab/sweep/on-aws/work.ts': 'its folder is the function’s own',
  'infra/lab/sweep/results.ts': 'it grows by lines, and a beginning that was cut is written again',
  'infra/operator/rehearse/file.ts': 'it is new, and grows by lines',
  'infra/local/live/folder-lock.ts': 'it is linked into place',
  'infra/local/runner/connection-file.ts': 'it is new, and one that was cut counts as none',
  'infra/local/market/exchange-command.ts': 'an option names it, and each start writes it',
  'infra/local/play/place.ts': 'an option names it, which may be a pipe, and a failure is told',
} as const

test('what a later command reads is written whole or not at all, by writeWhole', () => {
  const sources = globSync('infra/**/*.{ts,mjs}', { cwd: root })
  const found = sources.filter(file => /\bwriteFile(Sync)?\b/.test(readFileSync(`${root}/${file}`, 'utf8')))
  expect(found.toSorted()).toEqual(Object.keys(inPlace).toSorted())
})
