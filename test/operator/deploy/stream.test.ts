import { expect, test } from 'vitest'
import { recordedIn } from '../../../infra/operator/deploy/recorded.ts'
import { givesUpStream } from '../../../infra/operator/deploy/stream.ts'
import { readPlan, recordOf } from '../../../infra/stacks/planned.ts'
import { someChannels } from '../../infra/stacks/synthesized.ts'

const planOf = (notify?: string) => readPlan('paper', {}, { notify })

test.each([
  ['that takes the last channel away', someChannels, undefined, true],
  ['that takes it away by an empty list', someChannels, '[]', true],
  ['that keeps a channel', someChannels, '[{"name":"desk","to":"slack"}]', false],
  ['that brings the first channel', undefined, someChannels, false],
  ['without channels before and after', undefined, undefined, false],
])('qt knows whether a deploy %s gives up the table’s stream', (_, before, after, givesUp) => {
  const recorded = recordedIn(recordOf(planOf(before)), 'ap-northeast-1')
  expect(givesUpStream(recorded, planOf(after))).toBe(givesUp)
})

test('a release without channels has no stream to give up', () => {
  const { Choices, ...others } = recordOf(planOf())
  const { notify: _, ...choices } = JSON.parse(Choices)
  const recorded = recordedIn({ ...others, Choices: JSON.stringify(choices) }, 'ap-northeast-1')
  expect([givesUpStream(recorded, planOf()), givesUpStream(undefined, planOf())]).toEqual([false, false])
})
