import { expect, test } from 'vitest'
import { batchFailures } from '../../../infra/local/runner/batch-answer.ts'

const answered = (...ids: string[]) => ({
  ok: true as const,
  body: JSON.stringify({ batchItemFailures: ids.map(itemIdentifier => ({ itemIdentifier })) }),
})
const terms = { partialResponses: true, isStream: false }

test('a stream’s records come again from the first failure on, of a queue’s messages only the failed ones', () => {
  expect([...batchFailures(answered('b'), ['a', 'b', 'c'], terms)]).toEqual(['b'])
  expect([...batchFailures(answered('b'), ['a', 'b', 'c'], { ...terms, isStream: true })]).toEqual(['b', 'c'])
})

test('without partial responses any answer means that the whole batch succeeded', () => {
  expect([...batchFailures(answered('b'), ['a', 'b'], { ...terms, partialResponses: false })]).toEqual([])
})

test('a failed invocation fails its whole batch', () => {
  const error = { errorType: 'TypeError', errorMessage: 'no margin', trace: [] }
  expect([...batchFailures({ ok: false, error }, ['a', 'b'], terms)]).toEqual(['a', 'b'])
})
