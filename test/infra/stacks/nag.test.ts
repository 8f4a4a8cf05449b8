import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AwsSolutionsChecks } from 'cdk-nag'
import { expect, test, vi } from 'vitest'
import { environments, liveSaid, synthesizeApp } from './synthesized.ts'

test.each(environments)(
  'AwsSolutions finds nothing in %s that is not acknowledged with its reason',
  (name, said) => {
    const { app } = synthesizeApp(name, said)
    const { violations } = new AwsSolutionsChecks(app).validateScope(app)
    const found = violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    )
    expect(found).toEqual([])
  },
)

test("the CDK's own validation finds nothing in the largest deployment", () => {
  vi.stubEnv('CDK_VALIDATION', 'true')
  const { directory } = synthesizeApp('live', liveSaid, { egress: 'fixed', accept: 'address' }).app.synth()
  vi.unstubAllEnvs()
  const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'))
  expect(report.pluginReports).toEqual([])
})
