import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { type CloseMessage, parseCloseMessage } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import { lambdaFunction, takeBatch } from '#lambda/function.ts'
import { topicNotifier } from '#lambda/notices.ts'
import { wireFunction } from '#lambda/wiring.ts'
import { loadResources } from '#settings/resources.ts'
import { atTick, isPutOff } from './at-tick.ts'
import { closePosition } from './close-position.ts'

const { emergencyTopicArn } = loadResources(process.env, 'emergencyTopicArn')
const { telemetry, run } = wireFunction(process.env, timing.functions.closeCleanup)
const notify = topicNotifier(emergencyTopicArn)

/** At the time of a queue's delivery the watch may have the position. The watch itself does not wait: its next tick comes sooner. */
const { queued: queueWaitMs } = timing.functions.closeCleanup

/** Closes positions and cleans up after them: told by the state machine, or through the close queue. */
export const handler = lambdaFunction(
  telemetry,
  async (event: CloseMessage | SQSEvent, context): Promise<SQSBatchResponse | undefined> => {
    if ('Records' in event) {
      return takeBatch(telemetry, 'fifo', event, context, ({ body }) =>
        close(parseCloseMessage(body), context, queueWaitMs),
      )
    }
    const message = parseCloseMessage(event)
    await atTick(telemetry, message, () => close(message, context))
    return undefined
  },
)

async function close(message: CloseMessage, { awsRequestId }: Context, waitMs?: number): Promise<void> {
  try {
    await run(context =>
      closePosition(
        { ...context, notify, holder: awsRequestId, ...(waitMs !== undefined && { waitMs }) },
        message,
      ),
    )
  } catch (error) {
    // The next tick, or the next delivery, finds out how it went.
    if (isPutOff(error)) throw error
    telemetry.error('close-failed', error, { positionId: message.positionId, reason: message.reason })
    telemetry.count('CloseFailed')
    throw error
  }
}
