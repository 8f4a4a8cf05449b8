import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from './driver.ts'

const { resolve } = createRequire(import.meta.url)
let source: string | undefined

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[]
}

/** The serious findings of axe on a page as it is now: which rule, where, and why. Empty if there are none. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  source ??= readFileSync(resolve('axe-core/axe.min.js'), 'utf8')
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(`${source}; undefined`)
  const violations = await page.evaluate<readonly Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
}
