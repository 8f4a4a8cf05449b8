import type { Answer } from '#ports/answer.ts'
import type { Journey } from '../hook.ts'
import type { FaultPlan } from './plan.ts'

/**
 * Takes a request to the venue and its answer back, as far as its faults allow. A lost connection looks as it does
 * with the global fetch: a TypeError, or a body that fails after its first half.
 */
export async function suffer(
  { plan, clock, latencyMs }: Journey & { readonly plan: FaultPlan },
  visit: () => Promise<Answer>,
): Promise<Answer> {
  await clock.sleep(latencyMs + plan.delayMs.before)
  if (plan.drop === 'before') throw lost('before the request was sent')
  const answer = await visit()
  await clock.sleep(latencyMs + plan.delayMs.after)
  if (plan.drop === 'after') throw lost('before the answer arrived')
  return plan.drop === 'mid-body' ? cutOff(answer) : answer
}

const lost = (when: string) =>
  new TypeError('fetch failed', { cause: new Error(`The connection was lost ${when}.`) })

async function cutOff(answer: Answer): Promise<Answer> {
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const half = brokenBody(bytes.slice(0, Math.ceil(bytes.length / 2)))
  return new Response(half, { status: answer.status, headers: answer.headers })
}

/** A body that ends in an error after these bytes. */
export function brokenBody(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (sent) return controller.error(new TypeError('terminated'))
      sent = true
      controller.enqueue(bytes)
    },
  })
}
