import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Inbox, Queue } from '#ports/queue.ts'
import { impatient, type Patience, serviceAnswerMs } from './patience.ts'

/** One client for all queues of a function. */
export function createQueues(
  patience: Patience = impatient(serviceAnswerMs),
): (url: string) => Queue & Inbox {
  const client = new SQSClient(patience)
  return url => ({
    async send(body, fifo) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
          ...(fifo && { MessageGroupId: fifo.group, MessageDeduplicationId: fifo.deduplicationId }),
        }),
      )
    },
    async handBack(receiptHandle, restMs) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: restMs / 1000,
        }),
      )
    },
  })
}
