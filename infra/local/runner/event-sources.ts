import type { SQSClient } from '@aws-sdk/client-sqs'
import type { EventSourceSpec, QueueSpec } from './blueprint.ts'
import type { MarketClock } from './clock.ts'
import { startEventSource } from './event-source.ts'
import type { LocalFunctions } from './local-functions.ts'
import { sqsQueue } from './mapped-queue.ts'
import type { LocalServices } from './services.ts'

export interface EventSources {
  /** Whether a message waits in a queue that a function reads, visible or not. */
  waiting(): Promise<boolean>
  close(): void
}

export interface EventSourcesOptions {
  readonly specs: readonly EventSourceSpec[]
  readonly queues: readonly QueueSpec[]
  readonly functions: LocalFunctions
  readonly services: LocalServices
  /** The client that receives as a function may. */
  readonly sqsOf: (functionName: string) => SQSClient
  readonly sqs: SQSClient
  readonly clock: MarketClock
  readonly pollMs: number
  /** What a message of a queue is before its function sees it. */
  readonly bodyOf: (queueUrl: string, body: string) => string
}

/** Starts every mapping. */
export function startEventSources(options: EventSourcesOptions): EventSources {
  const { queues, functions, services, sqs, sqsOf, clock, pollMs, bodyOf } = options
  const running = options.specs.map(spec => {
    const queue = queues.find(({ arn }) => arn === spec.queueArn)
    if (!queue) throw new Error(`an event source reads ${spec.queueArn}, which is not among the queues`)
    const source = {
      ...spec,
      queue: sqsQueue({
        ...{ queueUrl: queue.url, poller: sqsOf(spec.functionName), sqs },
        visibleAt: receiptHandle => services.visibleAt(queue.name, receiptHandle),
      }),
      fifo: queue.fifo,
      bodyOf: (body: string) => bodyOf(queue.url, body),
      lambda: functions.byReference(spec.functionName),
    }
    return { queue: queue.name, source: startEventSource(source, { clock, pollMs }) }
  })
  services.onDeliverable(deliverable => {
    for (const { queue, source } of running) source.stir(deliverable[queue] ?? 0)
  })
  return {
    async waiting() {
      const census = await services.census()
      return running.some(({ queue }) => {
        const { deliverable = 0, inFlight = 0 } = census[queue] ?? {}
        return deliverable + inFlight > 0
      })
    },
    close() {
      for (const { source } of running) source.close()
    },
  }
}
