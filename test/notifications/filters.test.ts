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

describe('the mapping of the stream', () => {
  test('lets through every step of which something is told, and no other', () => {
    expect(stepsIn(allKinds)).toEqual(toldSteps)
  })

  test('leaves the moves of stops where no channel wants them', () => {
    expect(stepsIn(toldByDefault)).toEqual(toldSteps.filter(step => step !== 'stop-raised'))
    expect(stepsIn(['stop-moved'])).toContain('stop-raised')
  })

  test('fits what Lambda takes: five patterns, 4,096 characters each', () => {
    const filters = filtersFor(allKinds)
    expect(filters.length).toBeLessThanOrEqual(5)
    for (const filter of filters) expect(JSON.stringify(filter).length).toBeLessThan(4_096)
  })
})
