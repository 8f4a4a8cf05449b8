import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const rooms = [
  ...['shared', 'functions'].flatMap(storey =>
    readdirSync(`${root}${storey}`).map(room => `${storey}/${room}`),
  ),
  'infra/lab',
  'infra/pictures',
]
/**
 * What a newcomer reads before the first file; the venue's page also says where it decides what Binance leaves open.
 */
const mostLines = 40
const longer = ['shared/paper']

describe.each(rooms)('the page of %s', room => {
  const at = new URL(`../${room}/README.md`, import.meta.url)
  const page = existsSync(at) ? readFileSync(at, 'utf8') : ''
  const invariants = page.split('\n').filter(line => /^- \*\*I\d/.test(line))

  test('is there, and short', () => {
    expect(page).not.toBe('')
    if (!longer.includes(room)) expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(mostLines)
  })

  test('points to files that are there', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link)
    const isHere = (link: string) => link.startsWith('http') || existsSync(new URL(link, at))
    expect(links.filter(link => !isHere(link))).toEqual([])
  })

  test('names functions that the file beside them exports', () => {
    const rows = [...page.matchAll(/^\| \[[^\]]+\]\(([^)]+)\)\s*\|([^|]+)\|/gm)]
    expect(rows.length).toBeGreaterThan(1)
    for (const [, file = '', what = ''] of rows) {
      const source = readFileSync(new URL(file, at), 'utf8')
      const [beforeOthers = ''] = what.split(/`[\w./-]+\.ts`/)
      const named = [...beforeOthers.matchAll(/`([A-Za-z]+)`/g)].map(([, name]) => name)
      for (const name of named) expect(source, `${file} has ${name}`).toMatch(new RegExp(`\\b${name}\\b`))
    }
  })

  test('numbers its invariants', () => {
    expect(invariants.length).toBeGreaterThan(1)
    const numbers = invariants.map(line => Number(/^- \*\*I(\d+)\.\*\*/.exec(line)?.[1]))
    expect(numbers).toEqual(invariants.map((_, index) => index + 1))
  })

  test('names for each invariant a test that is there under that name', () => {
    for (const invariant of invariants) {
      const held = [...invariant.matchAll(/\[[^\]]+\]\(([^)]+\.test\.ts)\): “([^”]+)”/g)]
      expect(held.length, invariant).toBeGreaterThan(0)
      for (const [, file = '', name = ''] of held) {
        const source = readFileSync(new URL(file, at), 'utf8')
        const isNamed = ["'", '"', '`'].some(quote => source.includes(`${quote}${name}${quote}`))
        expect({ file, name, isNamed }).toEqual({ file, name, isNamed: true })
      }
    }
  })
})
