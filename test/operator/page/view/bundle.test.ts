import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { bundleView, pageAssets } from '../../../../infra/operator/page/assets.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const { metafile } = await bundleView()
/** What each file of ours imports, from the repository's root on. */
const imports = new Map(
  Object.entries(metafile.inputs).map(([path, { imports }]) => [
    fromRoot(path),
    imports.map(each => fromRoot(each.path)),
  ]),
)
const ours = [...imports.keys()].filter(path => !path.includes('node_modules/'))

function fromRoot(path: string): string {
  return relative(root, join(process.cwd(), path))
}

describe('the browser’s bundle', () => {
  test('is less than a megabyte with its charts', async () => {
    const bytes = (await pageAssets()).reduce((sum, { body }) => sum + body.length, 0)
    expect(bytes).toBeGreaterThan(200_000)
    expect(bytes).toBeLessThan(1_000_000)
  })

  test('consists of the view, its state, and files of the pictures and the rules', () => {
    const allowed =
      /^(infra\/operator\/page\/(view|shown)|infra\/pictures\/(candles|page\/.*)|shared\/(domain|figures))(\/|\.ts$|$)/
    expect(ours.length).toBeGreaterThan(40)
    expect(ours.filter(path => !allowed.test(path))).toEqual([])
  })

  test('needs few packages, and no schema library', () => {
    const packages = [...imports.keys()].flatMap(
      path => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
    )
    expect([...new Set(packages)].sort()).toEqual([
      '@preact/signals',
      '@preact/signals-core',
      'decimal.js',
      'preact',
    ])
  })

  test('has no import cycle', () => {
    const cycles = ours.filter(path => reached(path).has(path))
    expect(cycles).toEqual([])
  })
})

/** All files to which one leads. */
function reached(from: string): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting = [...(imports.get(from) ?? [])]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue
    found.add(path)
    waiting.push(...(imports.get(path) ?? []))
  }
  return found
}
