import { expect, test } from 'vitest'
import { batchFailures } from '../../../infra/local/runner/batch-answer.ts'

const answered = (...ids: string[]) => ({
  ok: true as const,
  body: JSON.stringify({ batchItemFailures: ids.map(itemIdentifier => ({ itemIdentifier })) }),
})
const terms = { partialResponses: true, isStream: false }

test('the records of a stream come again from the first that failed on, the messages of a queue only where they failed', () => {
  expect([...batchFailures(answered('b'), ['a', 'b', 'c'], terms)]).toEqual(['b'])
  expect([...batchFailures(answered('b'), ['a', 'b', 'c'], { ...terms, isStream: true })]).toEqual(['b', 'c'])
})

test('without partial responses an answer means that all of it was done', () => {
  expect([...batchFailures(answered('b'), ['a', 'b'], { ...terms, partialResponses: false })]).toEqual([])
})

test('an invocation that failed fails its whole batch', () => {
  const error = { errorType: 'TypeError', errorMessage: 'no margin', trace: [] }
  expect([...batchFailures({ ok: false, error }, ['a', 'b'], terms)]).toEqual(['a', 'b'])
})
