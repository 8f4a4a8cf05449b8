import * as z from 'zod'
import { resultKey, runPrefix } from './keys.ts'
import type { Run } from './runs.ts'
import type { Store } from './store.ts'

/** A failed child execution, as Step Functions writes it: its input and cause are JSON in text. */
const written = z.array(
  z.looseObject({ Input: z.string(), Error: z.string().optional(), Cause: z.string().optional() }),
)
const input = z.looseObject({ set: z.record(z.string(), z.string()) })
/** A function's error, as Lambda reports it. */
const thrown = z.looseObject({ errorMessage: z.string() })

/** Why sets of a run failed, by the key of their missing result. */
export async function failuresOf(
  store: Store,
  sweep: string,
  run: Run,
): Promise<ReadonlyMap<string, string>> {
  const keys = await store.list(`${runPrefix(sweep, run.name)}/`)
  const failures = new Map<string, string>()
  for (const key of keys.filter(each => /\/FAILED_\d+\.json$/.test(each))) {
    const bytes = await store.read(key)
    if (!bytes) continue
    for (const { Input, Error: name = 'failed', Cause = '' } of written.parse(parsed(bytes)))
      failures.set(resultKey(sweep, input.parse(JSON.parse(Input)).set), `${name}: ${messageIn(Cause)}`)
  }
  return failures
}

const parsed = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString())

function messageIn(cause: string): string {
  try {
    return thrown.parse(JSON.parse(cause)).errorMessage
  } catch {
    // Step Functions’ own messages, such as for a timeout, are not JSON.
    return cause
  }
}
