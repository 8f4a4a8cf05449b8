import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingsTable } from '../infra/local/settings-table.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const readme = read('README.md')

/** A table without the padding of its columns. */
const unaligned = (text: string) => text.replaceAll(/ +/g, ' ')

test('the table of settings is what the code reads them by', () => {
  const rows = read('docs/settings.md')
    .split('\n')
    .filter(line => line.startsWith('| `'))
  expect(unaligned(rows.join('\n')), 'npm run settings writes it').toBe(unaligned(settingsTable()))
})

test('the README is read in five minutes', () => {
  // As `wc -w` counts, with the bars of tables.
  expect(readme.trim().split(/\s+/).length).toBeLessThanOrEqual(1_200)
})

test('every script that the README names is there', () => {
  const { scripts } = JSON.parse(read('package.json'))
  const named = [...readme.matchAll(/npm (?:run (?:-s )?([a-z-]+)|(start|test))\b/g)].map(
    ([, run, own]) => run ?? own,
  )
  expect(named.length).toBeGreaterThan(5)
  for (const name of named) expect(Object.keys(scripts)).toContain(name)
})

test('every page is in the index of the documentation', () => {
  const index = read('docs/README.md')
  const pages = readdirSync(new URL('../docs/', import.meta.url)).filter(
    name => name.endsWith('.md') && name !== 'README.md',
  )
  expect(pages.length).toBeGreaterThan(15)
  expect(pages.filter(page => !index.includes(`](${page}`))).toEqual([])
})
