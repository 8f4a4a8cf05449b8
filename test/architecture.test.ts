import { globSync, readFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8')
const text = page.replace(/```[\s\S]*?```/, '')

interface Wall {
  readonly from: { readonly path: string }
  readonly to: { readonly path: string; readonly pathNot: readonly string[] }
}
const configuration = new URL('../.dependency-cruiser.mjs', import.meta.url)
const { walls } = (await import(configuration.href)) as { readonly walls: readonly Wall[] }

const files = globSync('{shared,functions,infra,test}/**/*.ts', { cwd: root }).filter(
  file => !/^[^/]+\/[^/]+$/.test(file) || file.startsWith('test/'),
)

/** Whether the import checker lets one file import the other. */
const isAllowed = (from: string, to: string): boolean =>
  !walls.some(
    wall =>
      new RegExp(wall.from.path).test(from) &&
      new RegExp(wall.to.path).test(to) &&
      !wall.to.pathNot.some(allowed => new RegExp(allowed).test(to)),
  )

interface Row {
  readonly room: string
  readonly mayImport: string
}
const rows = text
  .split('\n')
  .map(line => line.split('|').map(cell => cell.trim()))
  .filter(cells => cells.length === 5 && /^`[^`]+`$/.test(cells[1] ?? ''))
  .map(([, room = '', , mayImport = '']): Row => ({ room: spansOf(room)[0] ?? '', mayImport }))

function spansOf(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span)
}

const isPattern = (room: string): boolean => room.includes('*')
const isIn = (room: string, file: string): boolean =>
  isPattern(room) ? matchesGlob(file, room) : file === room || file.startsWith(`${room}/`)

/** A pattern is more exact than a folder, and a folder more exact than its parent. */
const byExactness = rows.toSorted(
  (a, b) => Number(isPattern(b.room)) - Number(isPattern(a.room)) || b.room.length - a.room.length,
)
const rowOf = (file: string): Row | undefined => byExactness.find(({ room }) => isIn(room, file))

/** What the page allows a file to import. */
function targetsOf(file: string): readonly string[] {
  const row = rowOf(file)
  if (!row) throw new Error(`No row of docs/architecture.md has ${file}`)
  const [, as] = /^as `([^`]+)`$/.exec(row.mayImport) ?? []
  const { room, mayImport } = rows.find(each => each.room === as) ?? row
  if (mayImport === 'nothing') return [room]
  if (mayImport === 'everything') return ['shared', 'functions', 'infra', 'test']
  const own = mayImport.startsWith('its own function') ? file.split('/').slice(0, 2).join('/') : room
  return [own, ...spansOf(mayImport)]
}

describe('the page on the architecture', () => {
  test('has a row for every room, and no row without one', () => {
    const rooms = new Set(
      files.map(file => {
        const [top = '', room, inner] = file.split('/')
        if (top === 'test') return top
        const isInner = room === 'local' && inner !== undefined && !inner.endsWith('.ts')
        return [top, room, ...(isInner ? [inner] : [])].join('/')
      }),
    )
    const named = rows.map(({ room }) => room)
    expect([...rooms].filter(room => !named.includes(room))).toEqual([])
    expect(named.filter(room => !files.some(file => isIn(room, file)))).toEqual([])
    expect(named.length).toBe(new Set(named).size)
  })

  test.each(rows)('lists for $room exactly the imports that the checker allows', ({ room }) => {
    const own = files.filter(file => rowOf(file)?.room === room)
    expect(own.length).toBeGreaterThan(0)
    const isNamed = (from: string) => {
      const targets = targetsOf(from)
      return (to: string) => targets.some(target => isIn(target, to))
    }
    // The walls know folders, not files: one file of each folder stands for all.
    const each = [...Map.groupBy(own, file => file.replace(/[^/]+$/, '')).values()].flatMap(
      ([one]) => one ?? [],
    )
    for (const from of each) {
      const named = files.filter(isNamed(from))
      const allowed = files.filter(to => isAllowed(from, to))
      expect({ from, missing: allowed.filter(to => !named.includes(to)) }).toEqual({ from, missing: [] })
      expect({ from, forbidden: named.filter(to => !allowed.includes(to)) }).toEqual({ from, forbidden: [] })
    }
  })

  test('draws only arrows that the import checker allows, and only existing rooms', () => {
    const picture = /```mermaid\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const paths = new Map(
      [...picture.matchAll(/(\w+)\["((?:shared|functions|infra)\/[^"]+)"\]/g)].map(
        ([, id = '', path = '']) => [
          id,
          path === 'functions/…/handler.ts'
            ? 'functions/executor/handler.ts'
            : path.replace('…', 'executor/take-trade.ts'),
        ],
      ),
    )
    const arrows = [...picture.matchAll(/(\w+)(?:\[[^\]]+\])? --> (\w+)/g)]
    expect(arrows.length).toBeGreaterThan(15)
    const oneOf = (id: string) => {
      const found = files.find(file => isIn(paths.get(id) ?? id, file))
      if (!found) throw new Error(`The picture has ${id}, which is no room`)
      return found
    }
    for (const [, from = '', to = ''] of arrows)
      expect({ from, to, allowed: isAllowed(oneOf(from), oneOf(to)) }).toEqual({ from, to, allowed: true })
  })

  test('names only existing files and folders', () => {
    const paths = spansOf(text).filter(span => /^(shared|functions|infra|test)\/[\w./-]+$/.test(span))
    expect(paths.length).toBeGreaterThan(30)
    const isThere = (path: string) => files.some(file => isIn(path, file))
    expect(paths.filter(path => !isThere(path))).toEqual([])
  })
})

test.each([
  ['shared/domain', 40],
  ['shared/strategy', 5],
  ['shared/figures', 10],
])('%s reads neither clock nor environment', (room, least) => {
  const own = files.filter(file => isIn(room, file))
  expect(own.length).toBeGreaterThan(least)
  const reads = (file: string) =>
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bglobalThis\b|node:(?!crypto)/.test(
      readFileSync(`${root}${file}`, 'utf8'),
    )
  expect(own.filter(reads)).toEqual([])
})
