import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { MappedQueue } from './event-source.ts'

export interface SqsQueueParts {
  readonly queueUrl: string
  /** Receives and deletes with the function's rights. */
  readonly poller: SQSClient
  /** The runner's own. */
  readonly sqs: SQSClient
  visibleAt(receiptHandle: string): Promise<number | undefined>
}

/** A queue of the local services, read with the rights of the function that it is mapped to. */
export function sqsQueue({ queueUrl: QueueUrl, poller, sqs, visibleAt }: SqsQueueParts): MappedQueue {
  // As Lambda does before it polls, to know how many pollers a queue needs.
  void unlessDenied(poller.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })))
  return {
    async receive(most) {
      const received = await unlessDenied(
        poller.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: most,
            WaitTimeSeconds: 0,
            MessageSystemAttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
        ),
      )
      return received === 'denied' ? received : (received.Messages ?? [])
    },
    async remove(messages) {
      const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
      const removed = await unlessDenied(poller.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })))
      return removed === 'denied' ? removed : undefined
    },
    visibleAt: ({ ReceiptHandle = '' }) => visibleAt(ReceiptHandle),
    async giveOut({ ReceiptHandle }) {
      const now = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })
      await sqs.send(now).catch(ignoreGone)
    },
  }
}

async function unlessDenied<T>(asked: Promise<T>): Promise<T | 'denied'> {
  try {
    return await asked
  } catch (error) {
    if ((error as Error).name === 'AccessDeniedException') return 'denied'
    throw error
  }
}

/** Meanwhile a message may have become visible by itself, or been deleted. */
function ignoreGone(error: Error): void {
  if (!['ReceiptHandleIsInvalid', 'MessageNotInflight', 'InvalidParameterValue'].includes(error.name))
    throw error
}
