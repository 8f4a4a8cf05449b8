import { expect, test } from 'vitest'
import { paces } from '#domain/latency.ts'
import { createMarketClock } from '../../../../infra/local/runner/clock.ts'
import { createLocalFunction } from '../../../../infra/local/runner/local-function.ts'

/** The values that depend on the run: a process's random numbers, and the id of its first invocation. */
async function idsIn(run: string): Promise<readonly string[]> {
  const clock = createMarketClock({ startAt: 0, speed: Number.POSITIVE_INFINITY })
  const seeds: string[] = []
  const lambda = createLocalFunction(
    {
      ...{ name: 'actor', label: 'actor', arn: 'arn', file: 'actor.mjs', handler: 'handler', memoryMb: 128 },
      ...{ timeoutMs: 1_000, logGroupArn: 'arn', environment: {} },
    },
    {
      ...{ clock, run, maxThreads: 1, pace: paces.usual },
      startProcess({ seed }) {
        seeds.push(seed)
        return {
          ready: Promise.resolve(),
          alive: true,
          invoke: async (_, { context }) => ({ ok: true, body: JSON.stringify(context.awsRequestId) }),
          suffer() {},
          async end() {},
        }
      },
    },
  )
  clock.start()
  const outcome = await lambda.invoke('{}')
  clock.stop()
  return [...seeds, outcome.ok ? outcome.body : '']
}

// A writer of the venue that finds its own id beside an item takes the write for its own.
test('two runs over one state share no id, and one run is the same each time', async () => {
  const [first, again, second] = await Promise.all(['1a', '1a', '2b'].map(idsIn))
  expect(again).toEqual(first)
  expect(first?.some(id => second?.includes(id))).toBe(false)
})
