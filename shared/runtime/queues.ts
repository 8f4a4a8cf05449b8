import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { impatient, serviceAnswerMs } from './patience.ts'

export interface Queue {
  /** `group` and `deduplicationId` are for FIFO queues: what is sent twice under one id arrives once. */
  send(body: unknown, fifo?: { readonly group: string; readonly deduplicationId: string }): Promise<void>
}

/** A queue seen from whoever takes its messages. */
export interface Inbox {
  /** Has a message that was received come again after so many milliseconds, which are whole seconds. */
  handBack(receiptHandle: string, restMs: number): Promise<void>
}

/** One client for all queues of a function. */
export function createQueues(): (url: string) => Queue & Inbox {
  const client = new SQSClient(impatient(serviceAnswerMs))
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
