import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Access } from '../access/access.ts'
import { isBeside } from './beside.ts'
import type { QueueSpec } from './blueprint.ts'
import type { MarketClock } from './clock.ts'
import { startEventSource } from './event-source.ts'
import type { EventSourceSpec } from './event-source-spec.ts'
import type { Keeping } from './keeping/keeping.ts'
import type { LocalFunctions } from './local-functions.ts'
import { sqsQueue } from './mapped-queue.ts'
import type { LocalServices } from './services.ts'
import { startStreams } from './streams/open-streams.ts'

export interface EventSources {
  /**
   * Whether a message, visible or not, waits in a queue that a function reads, or a record in a stream: for trading
   * functions, or for those that notify.
   */
  waiting(whose: 'trading' | 'telling'): Promise<boolean>
  close(): void
}

export interface EventSourcesOptions {
  readonly specs: readonly EventSourceSpec[]
  readonly queues: readonly QueueSpec[]
  readonly functions: LocalFunctions
  readonly services: LocalServices
  /** The client that receives with a function's rights. */
  readonly sqsOf: (functionName: string) => SQSClient
  readonly sqs: SQSClient
  readonly access: Access
  /** Puts unprocessed batches into a queue. */
  readonly putAside: (queueArn: string, body: string) => Promise<void>
  readonly clock: MarketClock
  readonly pollMs: number
  /** Transforms a queue's message before its function sees it. */
  readonly bodyOf: (queueUrl: string, body: string) => string
  /** Continues from the state that another run left. */
  readonly keeping?: Keeping | undefined
}

/** Starts every mapping. */
export function startEventSources(options: EventSourcesOptions): EventSources {
  const { queues, functions, services, sqs, sqsOf, clock, pollMs, bodyOf, keeping } = options
  const running = options.specs
    .filter(spec => spec.of === 'queue')
    .map(spec => {
      const queue = queues.find(({ arn }) => arn === spec.queueArn)
      if (!queue) throw new Error(`an event source reads ${spec.queueArn}, which is not among the queues`)
      const source = {
        ...spec,
        queue: sqsQueue({
          ...{ queueUrl: queue.url, poller: sqsOf(spec.functionName), sqs },
          visibleAt: receiptHandle => services.visibleAt(queue.name, receiptHandle),
        }),
        bodyOf: (body: string) => bodyOf(queue.url, body),
        lambda: functions.byReference(spec.functionName),
      }
      const tells = isBeside(source.lambda.description.label)
      return { queue: queue.name, tells, source: startEventSource(source, { clock, pollMs }) }
    })
  const streams = startStreams({
    ...options,
    specs: options.specs.filter(spec => spec.of === 'stream'),
    // If the run ends meanwhile, they are delivered again.
    onRead: keeping && (ids => void services.streamRead(ids).catch(() => {})),
  })
  streams.take(keeping?.state?.streamed ?? [])
  services.onStreamed(records => streams.take(records))
  services.onDeliverable(deliverable => {
    for (const { queue, source } of running) source.stir(deliverable[queue] ?? 0)
  })
  return {
    async waiting(whose) {
      const tells = whose === 'telling'
      if (streams.waiting(tells)) return true
      const census = await services.census()
      const asked = running.filter(each => each.tells === tells)
      return asked.some(({ queue }) => {
        const { deliverable = 0, inFlight = 0 } = census[queue] ?? {}
        return deliverable + inFlight > 0
      })
    },
    close() {
      streams.close()
      for (const { source } of running) source.close()
    },
  }
}
