import { expect, test } from 'vitest'
import { latency, paces } from '#domain/latency.ts'
import { timing } from '#domain/timing.ts'

test.each(Object.entries(latency))(
  '%s: the usual latency lies between the quick and the slow one',
  (_, span) => {
    expect(span.least).toBeLessThanOrEqual(span.usual)
    expect(span.usual).toBeLessThanOrEqual(span.most)
  },
)

test('a slow exchange answers within the time allowed for one request', () => {
  expect(2 * paces.slow.venue).toBeLessThan(timing.request)
})

test('at any latency a cold survey with a usual look ends within its task', () => {
  const { slow } = paces
  // Two calls to the table, one to the secret and two to the exchange, one after the other.
  const look = 2 * (2 * slow.table + slow.service + 2 * slow.venue)
  expect(slow.start + slow.coldStart + look).toBeLessThan(timing.functions.survey.task)
})
