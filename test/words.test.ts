import { readdirSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { pathOption } from '../infra/local/market/path-option.ts'

const root = new URL('../', import.meta.url)

/** Where a former word must stand, so that it is still understood. */
const understoodIn = ['CHANGELOG.md', 'test/words.test.ts', 'infra/local/market/path-option.ts']

/** What stops a native reader, and what is said instead. */
const replaced: readonly (readonly [former: RegExp, instead: string])[] = [
  [/against-first|with-first/, 'adverse-first, favourable-first'],
  [/\bBROKEN\b/, 'FAIL'],
  [/decisions? made again/, 'decisions replayed'],
  [/asked of AWS/i, 'AWS calls'],
]

const inFolder = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' }).map(
    path => `${folder}/${path}`,
  )
const pages = [...readdirSync(root), ...['docs', 'functions', 'infra', 'shared', 'test'].flatMap(inFolder)]
  .filter(path => /\.(md|ts)$/.test(path))
  .filter(path => !understoodIn.includes(path))
const text = new Map(pages.map(path => [path, readFileSync(new URL(path, root), 'utf8')]))

test.each(replaced)('%s is nowhere said: it is "%s"', former => {
  expect(text.size).toBeGreaterThan(500)
  expect(pages.filter(path => former.test(text.get(path) ?? ''))).toEqual([])
})

describe('what scripts said before is still understood:', () => {
  const pathOf = (order: string) =>
    new Command().exitOverride().addOption(pathOption()).parse(['--path', order], { from: 'user' }).opts()
      .path

  test.each([
    ['against-first', 'adverse-first'],
    ['with-first', 'favourable-first'],
    ['favourable-first', 'favourable-first'],
  ])('--path %s', (said, order) => {
    expect(pathOf(said)).toBe(order)
  })

  test('and an order that never was is refused with those that are', () => {
    const command = new Command()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .addOption(pathOption())
    expect(() => command.parse(['--path', 'sideways'], { from: 'user' })).toThrow(
      /Expected adverse-first or favourable-first, got sideways/,
    )
  })
})
