import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { api } from '../../../infra/operator/page/serve/api.ts'
import { metricsText } from '../../../infra/operator/page/serve/metrics.ts'
import { openApiText } from '../../../infra/operator/page/serve/openapi.ts'
import { wholeExample } from './shown-examples.ts'

const inDocs = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8'))

test('the published document is the served one', () => {
  expect(inDocs('page.openapi.json'), 'npm run openapi writes it').toEqual(JSON.parse(openApiText()))
})

test('it has each path with its purpose and the shape of its answer', () => {
  const { paths, components } = inDocs('page.openapi.json')
  expect(Object.keys(paths)).toEqual(api.map(({ path }) => path))
  for (const { get } of Object.values<{ get: { summary: string; responses: Record<string, unknown> } }>(
    paths,
  )) {
    expect(get.summary).toMatch(/\w.*\.$/)
    expect(Object.keys(get.responses)).toEqual(['200', '4XX'])
  }
  expect(Object.keys(components.schemas)).toEqual(
    expect.arrayContaining(['Now', 'Signal', 'Position', 'Trade']),
  )
})

test('the Grafana dashboard uses existing metrics', async () => {
  const { panels } = inDocs('page.grafana.json')
  const asked = panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
    targets.map(({ expr }) => expr.replace(/^-/, '')),
  )
  expect(asked.length).toBeGreaterThan(15)
  const measured = { minute: 1, ticks: 6, unprotected: 0, nakedMs: 210, requestWeight: 90, usedWeight: 96 }
  const told = await metricsText(wholeExample, {
    measured: { ...measured, signalsAccepted: 1, signalsRefused: 0 },
  })
  for (const name of asked) expect(told).toContain(`\n# TYPE ${name} gauge\n`)
})
