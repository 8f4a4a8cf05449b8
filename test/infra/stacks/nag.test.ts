import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AwsSolutionsChecks } from 'cdk-nag'
import { expect, test, vi } from 'vitest'
import type { Choices } from '../../../infra/stacks/planned.ts'
import { aRule, environments, liveSaid, someChannels, synthesizeApp } from './synthesized.ts'

/** With all optional parts. */
const largest = [
  'live',
  { ...liveSaid, QT_SOURCES: '{"tv-btc":{},"desk":{}}' },
  {
    egress: 'fixed',
    accept: 'address,loosened',
    webhook: 'true',
    rule: aRule,
    sentinel: 'true',
    notify: someChannels,
  },
] as const

test.each([...environments, largest])(
  'AwsSolutions finds nothing unacknowledged in %s',
  (name, said, choices: Choices = {}) => {
    const { app } = synthesizeApp(name, said, choices)
    const { violations } = new AwsSolutionsChecks(app).validateScope(app)
    const found = violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    )
    expect(found).toEqual([])
  },
)

test('the CDK’s own validation finds nothing unacknowledged in the largest deployment', () => {
  vi.stubEnv('CDK_VALIDATION', 'true')
  const { directory } = synthesizeApp(...largest).app.synth()
  vi.unstubAllEnvs()
  const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'))
  const found = report.pluginReports.flatMap(({ violations }: { violations: unknown[] }) => violations)
  expect(found).toEqual([])
})
