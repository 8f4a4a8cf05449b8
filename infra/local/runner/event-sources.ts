import type { SQSClient } from '@aws-sdk/client-sqs'
import type { EventSourceSpec, QueueSpec } from './blueprint.ts'
import type { MarketClock } from './clock.ts'
import { startEventSource } from './event-source.ts'
import type { LocalFunctions } from './local-functions.ts'
import type { LocalServices } from './services.ts'

export interface EventSources {
  /** Whether a message waits in a queue that a function reads, visible or not. */
  waiting(): Promise<boolean>
  close(): Promise<void>
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
}

/** Starts every mapping. The clock does not run on while a message is on its way to a function. */
export function startEventSources(options: EventSourcesOptions): EventSources {
  const { queues, functions, services, sqs, sqsOf, clock } = options
  const empty = { deliverable: 0, inFlight: 0 }
  const running = options.specs.map(spec => {
    const queue = queues.find(({ arn }) => arn === spec.queueArn)
    if (!queue) throw new Error(`an event source reads ${spec.queueArn}, which is not among the queues`)
    const source = {
      ...spec,
      queueUrl: queue.url,
      fifo: queue.fifo,
      visibleAt: (receiptHandle: string) => services.visibleAt(queue.name, receiptHandle),
      lambda: functions.byReference(spec.functionName),
    }
    const clients = { sqs, poller: sqsOf(spec.functionName) }
    return { queue: queue.name, source: startEventSource(source, clients, clock) }
  })
  clock.addProbe(async () => {
    const census = await services.census()
    return !running.some(({ queue, source }) => source.underWay(census[queue] ?? empty))
  })
  return {
    async waiting() {
      const census = await services.census()
      return running.some(({ queue }) => {
        const { deliverable, inFlight } = census[queue] ?? empty
        return deliverable + inFlight > 0
      })
    },
    close: async () => void (await Promise.all(running.map(({ source }) => source.close()))),
  }
}
