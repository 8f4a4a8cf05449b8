import { expect, test } from 'vitest'
import { closeReceives, tradeReceives } from '#domain/retry.ts'
import { timing } from '#domain/timing.ts'

const { functions, visibility, watch } = timing

test.each(Object.entries(functions).filter(([, each]) => 'lease' in each))(
  'the lease of %s outlasts its timeout, by so little that no function waits long for one that died',
  (_, { timeout, ...rest }) => {
    expect('lease' in rest && rest.lease).toBeGreaterThan(timeout)
    expect('lease' in rest && rest.lease).toBeLessThanOrEqual(timeout + 5_000)
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
  expect(watch.tick).toBe(10_000)
  expect(survey.task + inspect.task + closeCleanup.task).toBeLessThan(watch.tick)
})

test.each(Object.entries(functions).filter(([, each]) => 'task' in each))(
  'a read of %s that is made once more ends within its task',
  (_, each) => {
    if (!('task' in each)) throw new Error('Expected a task')
    expect(each.repeat + timing.request).toBeLessThan(each.task)
  },
)

test('a close that waited for another writer ends within the task of the watch', () => {
  const { busy, repeat, task } = functions.closeCleanup
  expect(busy.watch + repeat + timing.request).toBeLessThanOrEqual(task)
  expect(busy.apart).toBeLessThan(busy.watch)
  expect(busy.watch).toBeLessThan(busy.queue)
})

test('an entry is stamped and shown within its fence', () => {
  const stamped = timing.slowestWrite + timing.request
  expect(stamped).toBeLessThanOrEqual(2_500)
  expect(timing.fence).toBeGreaterThan(timing.recvWindow + stamped)
})

test('an entry that is sent once more ends with its fence before its executor does', () => {
  const beforeTheLease = 15_000
  const { resend, timeout } = functions.executor
  expect(resend).toBeGreaterThan(timing.fence)
  expect(beforeTheLease + resend + timing.fence).toBeLessThan(timeout)
})

test('a run of the watch lasts until the next start, and ends within an Express execution', () => {
  const betweenStarts = 119_000
  expect(watch.run).toBeGreaterThan(betweenStarts + watch.tick)
  expect(watch.run).toBeLessThan(watch.most)
  expect(watch.most).toBeLessThan(300_000)
  expect(watch.pauseAfterFailure).toBeLessThan(watch.tick)
})

test('asked to wait, the watch looks once per tick, after two minutes every 30 s', () => {
  const { lookEvery, backsOffAfter, thenEvery } = watch.limited
  expect(lookEvery).toBeLessThan(watch.tick)
  expect(backsOffAfter).toBe(120_000)
  expect(thenEvery).toBeGreaterThan(2 * watch.tick)
  expect(thenEvery).toBeLessThan(30_000)
})

test('a result missing from history is read ever more rarely, and given up after a day', () => {
  const { eachTick, eachMinute } = timing.provisional
  expect(timing.history.most).toBe(86_400_000)
  expect(eachTick).toBeLessThan(eachMinute)
  expect(eachMinute).toBeLessThan(timing.history.most)
})

test('rules are read every hour, and never twice in a minute', () => {
  expect(timing.rules).toEqual({ fresh: 3_600_000, apart: 60_000 })
})

test('a resting signal comes again before its queue would show it', () => {
  expect(timing.retry.most).toBe(visibility.trades)
  expect(timing.retry.least).toBeLessThan(watch.tick)
})

test('a message is hidden from other invocations while its function may still run', () => {
  // As Lambda demands of a queue that it polls.
  expect(visibility.signals).toBeGreaterThanOrEqual(6 * functions.signalGate.timeout)
  expect(visibility.trades).toBeGreaterThan(functions.executor.timeout)
  expect(visibility.closes).toBeGreaterThan(functions.closeCleanup.timeout)
})

test('a trade or close that Lambda throttles comes again within 90 s, for half an hour', () => {
  expect([visibility.trades, visibility.closes]).toEqual([90_000, 90_000])
  expect(closeReceives * visibility.closes).toBe(30 * 60_000)
  const shortest = tradeReceives(5_000) * visibility.trades
  expect(shortest).toBeGreaterThan(15 * 60_000)
})

test('an order that is found nowhere counts as absent only at a later look', () => {
  expect(timing.missing).toBeGreaterThan(timing.recvWindow)
  expect(timing.missing).toBeLessThan(watch.tick)
})

test('a rehearsal holds its lease until it has cleaned up; the message that waits for it to die outlasts the lease', () => {
  const { steps, cleaning, lease } = timing.rehearsal
  // The last request of either may take its time.
  expect(lease).toBeGreaterThanOrEqual(steps + cleaning + 60_000)
  expect(closeReceives * visibility.closes).toBeGreaterThan(2 * lease)
})

test('the rule’s function, started in the minute before the close, sends its signals before its timeout', () => {
  const { timeout, settled, over, latest, request, apart } = functions.ruleSignals
  expect(settled).toBeLessThan(over)
  expect(over).toBeLessThan(latest)
  expect(apart).toBeLessThan(over - settled)
  /** A read is sent twice at most, and the queue three times. */
  const last = latest + 2 * request + 3 * 1_000
  expect(60_000 + last).toBeLessThan(timeout)
  // A rule's signal is younger than the default limit.
  expect(last).toBeLessThan(60_000)
})

test('the webhook can try its secret and its queue twice before its timeout, and its caller waits longer', () => {
  const { timeout, answer } = functions.webhook
  /** Between two tries of the SDK, at most. */
  const pause = 100
  const tradingViewWaits = 3_000
  expect(2 * (2 * answer + pause)).toBeLessThan(timeout)
  expect(timeout).toBeLessThan(tradingViewWaits)
})

test('the notifier’s functions end before their messages come again, whatever services and queues do', () => {
  const { answer, rest, keptFor, triedFor } = timing.notifications
  /** A batch of ten, each of which may ask a secret and two queues three times. */
  expect(10 * (answer + 3 * 1_000)).toBeLessThan(functions.tell.timeout)
  expect(functions.tell.timeout).toBeLessThan(visibility.notifications)
  // A message with the longest rest is still there to be given up.
  expect(triedFor + rest.longest).toBeLessThan(keptFor)
  expect(rest.longest).toBeLessThan(12 * 3_600_000)
})
