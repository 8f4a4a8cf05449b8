import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8')
const { scripts, optionalDependencies } = JSON.parse(read('package.json'))

const pages = ['CONTRIBUTING.md', 'SECURITY.md', ...globSync('.github/**/*.{md,yml}', { cwd: root })]

describe.each(pages)('%s', page => {
  const text = read(page)

  test('names only existing scripts', () => {
    const named = [...text.matchAll(/\bnpm run (?:-s )?([\w-]+)/g)].map(([, script = '']) => script)
    expect(named.filter(script => !(script in scripts))).toEqual([])
  })

  test('names only existing files', () => {
    const paths = [
      ...text.matchAll(/\]\(([\w./-]+)(?:#[\w-]+)?\)/g),
      ...text.matchAll(/\b((?:shared|functions|infra|test|docs)\/[\w./-]*\w)/g),
    ].map(([, path = '']) => path)
    const isThere = (path: string) => existsSync(`${root}${path}`) || /^\.\.\/blob\/main\//.test(path)
    expect(paths.filter(path => !isThere(path))).toEqual([])
  })
})

test('.nvmrc is the Node that the project brings', () => {
  expect(read('.nvmrc').trim()).toBe(optionalDependencies.node)
})

test('every task and launch of the editor exists', () => {
  const launch = JSON.parse(read('.vscode/launch.json'))
  const programs = launch.configurations.flatMap(
    ({ program }: { readonly program?: string }) => program ?? [],
  )
  expect(programs.length).toBe(3)
  for (const program of programs)
    expect(existsSync(program.replace(/^\$\{workspaceFolder\}\//, root)), program).toBe(true)
})

describe.each(globSync('.github/workflows/*.yml', { cwd: root }))('the workflow %s', file => {
  const text = read(file)

  test('pins every action to a commit, and says which version that is', () => {
    const used = text.split('\n').filter(line => line.includes('uses:'))
    expect(used.length).toBeGreaterThan(0)
    expect(used.filter(line => !/uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([])
  })

  test('may read the repository and nothing else', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n(?! )/m)
    expect(text.match(/permissions:/g)).toHaveLength(1)
  })
})
