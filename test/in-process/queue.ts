import type { Clock } from '#ports/clock.ts'
import type { Queue } from '#ports/queue.ts'

/** SQS forgets what it saw after this time. */
const deduplicationMs = 300_000

/** The group of a message and its deduplication id: ASCII letters, digits and punctuation. */
const taken = /^[\x21-\x7e]{1,128}$/

/** A queue as SQS keeps it: bodies as text, and one message per deduplication id in five minutes. */
export interface LocalQueue extends Queue {
  readonly waiting: string[]
}

export function localQueue(clock: Clock): LocalQueue {
  const waiting: string[] = []
  const seen = new Map<string, number>()
  return {
    waiting,
    async send(body, fifo) {
      const wrong = fifo && [fifo.group, fifo.deduplicationId].find(name => !taken.test(name))
      if (wrong !== undefined) throw new Error(`InvalidParameterValue: SQS does not take ${wrong}`)
      const before = fifo && seen.get(fifo.deduplicationId)
      if (before !== undefined && clock.now() - before < deduplicationMs) return
      if (fifo) seen.set(fifo.deduplicationId, clock.now())
      waiting.push(typeof body === 'string' ? body : JSON.stringify(body))
    },
  }
}
