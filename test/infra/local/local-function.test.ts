import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { createMarketClock, type MarketClock } from '../../../infra/local/runner/clock.ts'
import { createLocalFunction, type LocalFunction } from '../../../infra/local/runner/local-function.ts'
import type { Act } from './fixtures/actor.ts'

const startAt = Date.UTC(2025, 1, 3, 2, 7)
const opened: { lambda: LocalFunction; clock: MarketClock }[] = []
afterEach(async () => {
  for (const { lambda, clock } of opened.splice(0)) {
    clock.stop()
    await lambda.close()
  }
})

async function actor({
  speed = 1000,
  timeoutMs = 20_000,
  maxThreads = 2,
  handler = 'handler',
  workRate = 1,
} = {}) {
  const clock = createMarketClock({ startAt, speed, workRate })
  const lines: string[] = []
  const lambda = createLocalFunction(
    {
      name: 'actor',
      label: 'actor',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:actor:live',
      file: fileURLToPath(new URL('./fixtures/actor.ts', import.meta.url)),
      handler,
      timeoutMs,
      memoryMb: 128,
      logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:actor:*',
      environment: {},
    },
    { clock, maxThreads, onLine: text => lines.push(text) },
  )
  opened.push({ lambda, clock })
  const act = async (what: Act) => {
    const outcome = await lambda.invoke(JSON.stringify(what))
    return outcome.ok ? JSON.parse(outcome.body) : outcome.error
  }
  await lambda.warm()
  clock.start()
  return { clock, lines, lambda, act }
}

test('a function sleeps in market time, which passes faster than real time', async () => {
  const { act } = await actor({ speed: 10_000, timeoutMs: 900_000 })
  const from = performance.now()
  const { startedAt, endedAt } = await act({ sleepMs: 60_000 })
  expect(endedAt - startedAt).toBeGreaterThanOrEqual(60_000)
  expect(endedAt - startedAt).toBeLessThan(62_000)
  expect(performance.now() - from).toBeLessThan(5_000)
})

test('while a function computes, market time passes as real time does', async () => {
  const { act } = await actor({ speed: Number.POSITIVE_INFINITY })
  const { startedAt, endedAt } = await act({ computeMs: 50 })
  expect(endedAt - startedAt).toBeGreaterThanOrEqual(49)
  expect(endedAt - startedAt).toBeLessThan(1_000)
})

test('a function that awaits a request is at work, though a sleep of its runs beside it', async () => {
  const { act } = await actor({ speed: Number.POSITIVE_INFINITY })
  expect((await act({ race: { requestMs: 30, timeoutMs: 5_000 } })).winner).toBe('answer')
})

test.each(['timer', 'module'] as const)(
  'a request is waited for as long in market time as its timeout says, however slow the machine is (by %s)',
  async by => {
    const race = { requestMs: 300, timeoutMs: 150, by }
    expect((await (await actor()).act({ race })).winner).toBe('timeout')
    expect((await (await actor({ workRate: 0.1 })).act({ race })).winner).toBe('answer')
  },
)

test('what it prints arrives line by line, stamped with market time, before its answer', async () => {
  const { act, lines } = await actor()
  await act({ sleepMs: 1 })
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ act: { sleepMs: 1 } })
  expect(JSON.parse(lines[0] ?? '').at - startAt).toBeLessThan(5_000)
})

test('a busy loop is ended at the timeout, and the next invocation finds a new thread', async () => {
  const { act } = await actor({ timeoutMs: 1_000, maxThreads: 1 })
  expect(await act({ spin: true })).toMatchObject({ errorType: 'Sandbox.Timedout' })
  const { name, remainingMs } = await act({})
  expect(name).toBe('actor')
  expect(remainingMs).toBeGreaterThan(500)
  expect(remainingMs).toBeLessThanOrEqual(1_000)
})

test('one that sleeps longer than its timeout is ended in market time', async () => {
  const { act } = await actor({ timeoutMs: 20_000, speed: 10_000 })
  const from = performance.now()
  expect((await act({ sleepMs: 3_600_000 })).errorMessage).toContain('timed out after 20.00 seconds')
  expect(performance.now() - from).toBeLessThan(5_000)
})

test('an exception and an exit are the outcome of their own invocation only', async () => {
  const { act } = await actor({ maxThreads: 1 })
  expect(await act({ fail: 'no margin' })).toMatchObject({
    errorType: 'TypeError',
    errorMessage: 'no margin',
  })
  expect(await act({ exit: true })).toMatchObject({ errorType: 'Runtime.ExitError' })
  expect(await act({})).toMatchObject({ name: 'actor' })
})

test('an answer above 6 MB is refused', async () => {
  const { act } = await actor()
  expect(await act({ answerBytes: 6 * 1024 * 1024 })).toMatchObject({
    errorType: 'Function.ResponseSizeTooLarge',
  })
})

test('invocations beyond the threads wait for one', async () => {
  const { act, lambda } = await actor({ maxThreads: 2 })
  const answers = Promise.all(Array.from({ length: 6 }, () => act({ sleepMs: 1_000 })))
  expect(lambda.active()).toBe(6)
  expect(await answers).toHaveLength(6)
  expect(lambda.active()).toBe(0)
})

test('a bundle without the handler is told at once', async () => {
  await expect(actor({ handler: 'absent' })).rejects.toThrow(/exports no function absent/)
})
