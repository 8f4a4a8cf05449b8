import { expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'

const { functions, visibility } = timing

test.each(Object.entries(functions).filter(([, each]) => 'lease' in each))(
  'the lease of %s outlasts its timeout',
  (_, { timeout, ...rest }) => {
    expect('lease' in rest && rest.lease).toBeGreaterThan(timeout)
  },
)

test.each(Object.entries(functions).filter(([, each]) => 'task' in each))(
  'a task of %s ends before its function does',
  (_, { timeout, ...rest }) => {
    expect('task' in rest && rest.task).toBeLessThan(timeout)
  },
)

test('the tasks of one look end within the tick of 10 s', () => {
  const { survey, inspect, closeCleanup } = functions
  expect(survey.task + inspect.task + closeCleanup.task).toBeLessThan(10_000)
})

test('a message is shown to nobody else while its function may be at it', () => {
  expect(visibility.signals).toBeGreaterThan(functions.signalGate.timeout)
  expect(visibility.trades).toBeGreaterThan(functions.executor.timeout)
  expect(visibility.closes).toBeGreaterThan(functions.closeCleanup.timeout)
})

test('an order that is found nowhere counts as absent only at a later look', () => {
  expect(timing.missing).toBeGreaterThan(timing.recvWindow)
  expect(timing.missing).toBeLessThan(10_000)
})
