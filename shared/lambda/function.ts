import {
  BatchProcessor,
  EventType,
  processPartialResponse,
  SqsFifoPartialProcessorAsync,
} from '@aws-lambda-powertools/batch'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import type { Metrics } from '@aws-lambda-powertools/metrics'
import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { LambdaTelemetry } from './telemetry.ts'

/** A Lambda function: log lines carry the request id, and metrics are written when it ends. */
export const lambdaFunction = <E, R>(
  { logger, metrics }: LambdaTelemetry,
  work: (event: E, context: Context) => Promise<R>,
) =>
  middy<E, R>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(publishing(metrics))
    .handler(work)

/** Powertools' own middleware writes a warning for each call that counted nothing, as most looks do. */
function publishing(metrics: Metrics) {
  const publish = () => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics()
  }
  return { after: publish, onError: publish }
}

type HandleRecord = (record: SQSRecord, context: Context) => Promise<void>

/** A function behind a queue. */
export const queueFunction = (telemetry: LambdaTelemetry, queue: 'standard' | 'fifo', work: HandleRecord) =>
  lambdaFunction(telemetry, (event: SQSEvent, context) => takeBatch(telemetry, queue, event, context, work))

/**
 * Handles each record by itself: failed ones go back to the queue, the others do not. A FIFO queue stops at the first
 * failure.
 */
export function takeBatch(
  telemetry: LambdaTelemetry,
  queue: 'standard' | 'fifo',
  event: SQSEvent,
  context: Context,
  work: HandleRecord,
): Promise<SQSBatchResponse> {
  const processor = queue === 'fifo' ? new SqsFifoPartialProcessorAsync() : new BatchProcessor(EventType.SQS)
  const handle = async (record: SQSRecord) => {
    try {
      await work(record, context)
    } catch (error) {
      telemetry.error('message-failed', error, { messageId: record.messageId })
      throw error
    }
  }
  return processPartialResponse(event, handle, processor, { context, throwOnFullBatchFailure: false })
}
