import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const at = new URL('../docs/style.md', import.meta.url)
const page = readFileSync(at, 'utf8')
const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => link)

test('every file that the page on style points to is there', () => {
  expect(links.length).toBeGreaterThan(20)
  expect(links.filter(link => !existsSync(new URL(link, at)))).toEqual([])
})

test('each rule on the page points to a file, but for those about names', () => {
  const rules = page.split('\n').filter(line => line.startsWith('- **'))
  const silent = rules.filter(rule => !rule.includes('](')).map(rule => rule.split('**')[1])
  expect(silent).toEqual(['Readonly data and functions first.', "The trade's own names"])
})

test('what the page calls by its name is in the file beside it', () => {
  const named = [...page.matchAll(/`(\w+)` in \[[^\]]+\]\(([^)]+)\)/g)]
  expect(named.length).toBeGreaterThan(1)
  for (const [, name = '', link = ''] of named)
    expect(readFileSync(new URL(link, at), 'utf8'), link).toMatch(new RegExp(`\\b${name}\\b`))
})
