import type { Message } from '@aws-sdk/client-sqs'
import type { MappedQueue } from '../local/runner/event-source.ts'

/**
 * A queue in this process. A received message stays with its function until that deletes it, or the queue delivers it
 * again.
 */
export interface MemoryQueue extends MappedQueue {
  send(body: string, fifo?: { readonly group: string; readonly deduplicationId: string }): void
  /** Makes a received message visible again after this long. */
  handBack(receiptHandle: string, restMs: number): void
  /** Whether a message waits or is with a function. */
  holds(): boolean
  /** Messages that reached the queue's maximum receive count. */
  readonly dead: readonly string[]
}

export interface MemoryQueueOptions {
  readonly name: string
  readonly now: () => number
  readonly fifo: boolean
  readonly visibilityMs: number
  /** Receives before a message becomes a dead letter. */
  readonly receives: number
  /** Called with the number of visible messages, each time that it may have changed. */
  readonly onChange: (deliverable: number) => void
}

interface Kept {
  readonly index: number
  readonly body: string
  readonly group: string | undefined
  receives: number
}

/** Messages with one id within five minutes arrive once. */
const deduplicationMs = 300_000

/** One FIFO or standard queue, as in SQS: of a FIFO group one batch at a time, in the order of sending. */
export function memoryQueue(options: MemoryQueueOptions): MemoryQueue {
  const { name, now, fifo, visibilityMs, receives, onChange } = options
  let ready: Kept[] = []
  const inFlight = new Map<string, { readonly kept: Kept; visibleAt: number }>()
  const seen = new Map<string, number>()
  const dead: string[] = []
  let sent = 0

  const lockedGroups = () => new Set([...inFlight.values()].map(({ kept }) => kept.group))
  const deliverable = (): readonly Kept[] => {
    if (!fifo) return ready
    const locked = lockedGroups()
    return ready.filter(({ group }) => !locked.has(group))
  }
  const changed = () => onChange(deliverable().length)

  function hand(kept: Kept): Message[] {
    if (kept.receives >= receives) {
      dead.push(kept.body)
      return []
    }
    kept.receives += 1
    const ReceiptHandle = `${name} ${kept.index} ${kept.receives}`
    inFlight.set(ReceiptHandle, { kept, visibleAt: now() + visibilityMs })
    return [{ MessageId: `${name}-${kept.index}`, ReceiptHandle, Body: kept.body }]
  }

  return {
    dead,
    holds: () => deliverable().length + inFlight.size > 0,
    send(body, to) {
      if (to) {
        const before = seen.get(to.deduplicationId)
        if (before !== undefined && now() - before < deduplicationMs) return
        seen.set(to.deduplicationId, now())
      }
      ready.push({ index: ++sent, body, group: to?.group, receives: 0 })
      changed()
    },
    handBack(receiptHandle, restMs) {
      const held = inFlight.get(receiptHandle)
      if (held) held.visibleAt = now() + restMs
    },
    async receive(most) {
      const taken = new Set(deliverable().slice(0, most))
      ready = ready.filter(kept => !taken.has(kept))
      const messages = [...taken].flatMap(hand)
      changed()
      return messages
    },
    async remove(messages) {
      for (const { ReceiptHandle = '' } of messages) inFlight.delete(ReceiptHandle)
      changed()
      return undefined
    },
    visibleAt: async ({ ReceiptHandle = '' }) => inFlight.get(ReceiptHandle)?.visibleAt,
    async giveOut({ ReceiptHandle = '' }) {
      const held = inFlight.get(ReceiptHandle)
      if (!held) return
      inFlight.delete(ReceiptHandle)
      ready = [...ready, held.kept].sort((a, b) => a.index - b.index)
      changed()
    },
  }
}
