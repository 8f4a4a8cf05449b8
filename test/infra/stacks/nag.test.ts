import { AwsSolutionsChecks } from 'cdk-nag'
import { expect, test } from 'vitest'
import { environments, synthesizeApp } from './synthesized.ts'

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
