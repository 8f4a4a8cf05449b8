import { describe, expect, test } from 'vitest'
import { filtersFor } from '#notifications/filters.ts'
import { allKinds, toldByDefault } from '#notifications/kinds.ts'
import { toldSteps } from '#notifications/tell-step.ts'

const stepsIn = (wanted: Parameters<typeof filtersFor>[0]): readonly string[] => {
  const [steps] = filtersFor(wanted) as unknown as readonly [
    {
      readonly dynamodb: {
        readonly NewImage: {
          readonly body: { readonly M: { readonly event: { readonly S: readonly string[] } } }
        }
      }
    },
  ]
  return steps.dynamodb.NewImage.body.M.event.S
}

describe('the filter of the table’s stream', () => {
  test('passes every step that makes a notification, and no other', () => {
    expect(stepsIn(allKinds)).toEqual(toldSteps)
  })

  test('drops moved stops if no channel wants them', () => {
    expect(stepsIn(toldByDefault)).toEqual(toldSteps.filter(step => step !== 'stop-raised'))
    expect(stepsIn(['stop-moved'])).toContain('stop-raised')
  })

  test('stays within Lambda’s limits: five patterns of 4,096 characters', () => {
    const filters = filtersFor(allKinds)
    expect(filters.length).toBeLessThanOrEqual(5)
    for (const filter of filters) expect(JSON.stringify(filter).length).toBeLessThan(4_096)
  })
})
