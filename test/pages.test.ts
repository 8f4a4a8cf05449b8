import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = globSync('{*.md,docs/**/*.md,{functions,shared,infra}/**/README.md}', { cwd: root })
const text = (page: string) => readFileSync(join(root, page), 'utf8')

/** A heading as GitHub makes an anchor of it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
const anchorsOf = (page: string) => [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, it = '']) => anchorOf(it))

function leads(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path ? join(dirname(page), path) : page
  return (
    existsSync(join(root, target)) &&
    (!anchor || !target.endsWith('.md') || anchorsOf(target).includes(anchor))
  )
}

describe.each(pages)('%s', page => {
  test('links to what is there', () => {
    const links = [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    expect(links.filter(link => !/^https?:/.test(link) && !leads(page, link))).toEqual([])
  })

  test('names files and folders of ours that are there, tests with or without their ending', () => {
    const named = [...text(page).matchAll(/`((?:functions|infra|shared|test)\/[\w./*-]*\w)`/g)]
    const lost = named.filter(([, path = '']) => globSync(`${path}{,.test.ts}`, { cwd: root }).length === 0)
    expect(lost.map(([, path]) => path)).toEqual([])
  })
})
