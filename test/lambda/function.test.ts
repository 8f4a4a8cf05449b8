import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** A function's process, whose output is its log. */
async function printed(work: string): Promise<string> {
  const shared = new URL('../../shared/', import.meta.url).href
  const code = `
    import { systemClock } from '${shared}ports/clock.ts'
    import { lambdaFunction } from '${shared}lambda/function.ts'
    import { createTelemetry } from '${shared}lambda/telemetry.ts'
    const telemetry = createTelemetry(systemClock)
    await lambdaFunction(telemetry, async () => ${work})({}, {}).catch(() => {})`
  const env = { POWERTOOLS_METRICS_NAMESPACE: 'n', POWERTOOLS_SERVICE_NAME: 's' }
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { env, cwd })
  const { stdout, stderr } = await run
  return stdout + stderr
}

test('a call without counts or messages logs nothing', async () => {
  expect(await printed('undefined')).toBe('')
})

test('a call logs one line with its counts, even if it fails', async () => {
  const lines = await printed("{ telemetry.count('Tick'); throw new Error('after it counted') }")
  const line = JSON.parse(lines)
  expect(line).toMatchObject({ Tick: 1, service: 's' })
  // AWS bills each combination of dimensions as a metric: the function's name is the only one.
  expect(line._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service']])
})
