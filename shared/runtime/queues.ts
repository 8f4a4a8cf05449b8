import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { impatient, serviceAnswerMs } from './patience.ts'

export interface Queue {
  /** `group` and `deduplicationId` are for FIFO queues: what is sent twice under one id arrives once. */
  send(body: unknown, fifo?: { readonly group: string; readonly deduplicationId: string }): Promise<void>
}

/** One client for all queues of a function. */
export function createQueues(): (url: string) => Queue {
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
  })
}
