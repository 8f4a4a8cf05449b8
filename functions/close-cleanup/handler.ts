import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { type CloseMessage, parseCloseMessage } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import { lambdaFunction, takeBatch } from '#lambda/function.ts'
import { topicNotifier } from '#lambda/notices.ts'
import { createQueues } from '#lambda/queues.ts'
import { wireFunction } from '#lambda/wiring.ts'
import { loadResources } from '#settings/resources.ts'
import { closePosition, type ToldBy } from './close-position.ts'
import { atTick, tellFailure } from './failing.ts'

const { emergencyTopicArn, tradeQueueUrl } = loadResources(process.env, 'emergencyTopicArn', 'tradeQueueUrl')
const { telemetry, run } = wireFunction(process.env, timing.functions.closeCleanup)
const notify = topicNotifier(emergencyTopicArn)
const tradeQueue = createQueues()(tradeQueueUrl)

/** Closes positions and cleans up after them, on requests from the state machine or the close queue. */
export const handler = lambdaFunction(
  telemetry,
  async (event: CloseMessage | SQSEvent, context): Promise<SQSBatchResponse | undefined> => {
    if ('Records' in event) {
      return takeBatch(telemetry, 'fifo', event, context, ({ body }) =>
        close(parseCloseMessage(body), context, 'queue'),
      )
    }
    const message = parseCloseMessage(event)
    await atTick(telemetry, message, () => close(message, context, 'watch'))
    return undefined
  },
)

const close = (message: CloseMessage, { awsRequestId: holder }: Context, toldBy: ToldBy): Promise<void> =>
  tellFailure(telemetry, message, () =>
    run(context => closePosition({ ...context, notify, tradeQueue, holder, toldBy }, message)),
  )
