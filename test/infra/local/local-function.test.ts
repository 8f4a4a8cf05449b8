import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { paces } from '#domain/latency.ts'
import { createMarketClock, type MarketClock } from '../../../infra/local/runner/clock.ts'
import { createLocalFunction, type LocalFunction } from '../../../infra/local/runner/local-function.ts'
import { outsideOf, type Place } from '../../../infra/local/runner/outside.ts'
import { startThread } from '../../../infra/local/runner/thread-host.ts'
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
  patienceMs = 20_000,
} = {}) {
  const clock = createMarketClock({ startAt, speed })
  const lines: string[] = []
  const effects: string[] = []
  /** Answers with its request, after one second each way or at once. */
  const echo = (name: string, wayMs: number): Place => ({
    origin: `http://${name}.invalid`,
    wayMs: () => wayMs,
    async ask({ url, method, body }) {
      effects.push(`${method} ${new URL(url).pathname} at ${clock.now() - startAt}`)
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: `${method} ${body}` }
    },
  })
  const outside = outsideOf([echo('echo', 1_000), echo('near', 0)], 0)
  const onLine = (text: string) => lines.push(text)
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
    {
      ...{ clock, maxThreads, pace: paces.usual },
      startProcess: start =>
        startThread({ ...start, clock, outside, patienceMs, venueMs: paces.usual.venue, onLine }),
    },
  )
  opened.push({ lambda, clock })
  const act = async (what: Act) => {
    const outcome = await lambda.invoke(JSON.stringify(what))
    return outcome.ok ? JSON.parse(outcome.body) : outcome.error
  }
  await lambda.warm()
  clock.start()
  return { clock, lines, effects, lambda, act }
}

test('a function sleeps in market time, which passes faster than real time', async () => {
  const { act } = await actor({ speed: 10_000, timeoutMs: 900_000 })
  const from = performance.now()
  const { startedAt, endedAt } = await act({ sleepMs: 60_000 })
  expect(endedAt - startedAt).toBeGreaterThanOrEqual(60_000)
  expect(endedAt - startedAt).toBeLessThan(62_000)
  expect(performance.now() - from).toBeLessThan(60_000)
})

test('a function can read the world’s time as well as the market’s', async () => {
  const { act } = await actor()
  const { startedAt, worldAt } = await act({})
  expect(startedAt).toBeLessThan(startAt + 60_000)
  expect(Math.abs(worldAt - Date.now())).toBeLessThan(60_000)
})

test('market time stands still while a function computes', async () => {
  const { act } = await actor({ speed: Number.POSITIVE_INFINITY })
  const { startedAt, endedAt } = await act({ computeMs: 30 })
  expect(endedAt - startedAt).toBe(0)
})

test('an invocation begins when its process has started, so the first is later', async () => {
  const { act } = await actor({ maxThreads: 1 })
  const { coldStart, start } = paces.usual
  const first = await act({})
  const second = await act({})
  expect(first.startedAt - startAt).toBe(coldStart + start)
  expect(second.startedAt - first.endedAt).toBe(start)
})

test.each(['fetch', 'http'] as const)(
  'a request by %s takes effect one way later, and is answered another way later',
  async by => {
    const { act, effects } = await actor({ speed: Number.POSITIVE_INFINITY })
    const { startedAt, endedAt, answers } = await act({ ask: { by, paths: ['/first'] } })
    expect(effects).toEqual([`POST /first at ${startedAt - startAt + 1_000}`])
    expect(answers).toEqual(['POST of /first'])
    expect(endedAt - startedAt).toBe(2_000)
  },
)

test.each(['echo', 'near'] as const)(
  'requests made at one instant (%s) take effect in the order of their calls, across clients too',
  async of => {
    const { act, effects } = await actor({ speed: Number.POSITIVE_INFINITY })
    await act({ ask: { by: 'both', of, paths: ['/1', '/2', '/3', '/4'] } })
    expect(effects.map(effect => effect.slice(0, 7))).toEqual(['POST /1', 'POST /2', 'POST /3', 'POST /4'])
  },
)

test.each(['clock', 'timer', 'module', 'promise'] as const)(
  'a function’s timeout (%s) includes the time of its requests',
  async by => {
    const { act } = await actor({ speed: Number.POSITIVE_INFINITY })
    expect((await act({ race: { timeoutMs: 1_999, by } })).winner).toBe('timeout')
    expect((await act({ race: { timeoutMs: 2_001, by } })).winner).toBe('answer')
  },
)

test('a request to a closed port fails as a lost connection does', async () => {
  const { act } = await actor()
  expect(await act({ askNobody: true })).toMatchObject({ errorMessage: 'fetch failed' })
})

test('market time waits for a function’s file reads, at any speed', async () => {
  const { act } = await actor({ speed: Number.POSITIVE_INFINITY })
  const { startedAt, endedAt, bytes } = await act({ readThenAsk: true })
  expect(bytes).toBeGreaterThan(100)
  expect(endedAt - startedAt).toBe(2_000)
})

test('a function draws the same random numbers and ids in each run, but different ones in each invocation', async () => {
  const drawn = async () => {
    const { act } = await actor({ maxThreads: 1 })
    return [(await act({ draws: true })).drawn, (await act({ draws: true })).drawn]
  }
  const [one, other] = await drawn()
  expect(await drawn()).toEqual([one, other])
  expect(other).not.toEqual(one)
  expect(one[1]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/)
})

test('a function’s output arrives line by line, stamped with market time, before its answer', async () => {
  const { act, lines } = await actor()
  await act({ sleepMs: 1 })
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ act: { sleepMs: 1 } })
  expect(JSON.parse(lines[0] ?? '').at - startAt).toBeLessThan(5_000)
})

test('a busy loop is ended at the timeout, and the next invocation gets a new thread', async () => {
  const { act, clock } = await actor({ timeoutMs: 1_000, maxThreads: 1, patienceMs: 200 })
  const from = clock.now()
  expect(await act({ spin: true })).toMatchObject({ errorType: 'Sandbox.Timedout' })
  expect(clock.now() - from).toBe(paces.usual.coldStart + paces.usual.start + 1_000)
  const { name, remainingMs } = await act({})
  expect(name).toBe('actor')
  expect(remainingMs).toBeGreaterThan(500)
  expect(remainingMs).toBeLessThanOrEqual(1_000)
})

test('a function that sleeps longer than its timeout is ended in market time', async () => {
  const { act } = await actor({ timeoutMs: 20_000, speed: 10_000 })
  const from = performance.now()
  expect((await act({ sleepMs: 3_600_000 })).errorMessage).toContain('timed out after 20.00 seconds')
  expect(performance.now() - from).toBeLessThan(20_000)
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

test('an answer above 6 MB is an error', async () => {
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

test('a bundle without the handler is an error at once', async () => {
  await expect(actor({ handler: 'absent' })).rejects.toThrow(/exports no function absent/)
})
