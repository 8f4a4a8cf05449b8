import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import * as z from 'zod'
import type { Connection } from './connect/connection.ts'
import { patience } from './connect/patience.ts'

const kept = z.object({
  problems: z.array(z.string()),
  messageId: z.string(),
  at: z.number(),
  body: z.string(),
})

/** A message that was not a valid signal, from the signal gate's queue; `at` is when it got there, in milliseconds. */
export type InvalidSignal = z.output<typeof kept>

/** The messages held for this process, until each is deleted or released. */
export interface Held extends InvalidSignal {
  readonly receipt: string
}

/** Long enough for the operator to answer; seconds. */
const holdSeconds = 300
/** The next call reads the rest. */
const most = 500

export interface InvalidQueue {
  /** The oldest messages that no other reader holds. */
  hold(): Promise<readonly Held[]>
  delete(message: Held): Promise<void>
  /** Makes the message available to the next reader at once. */
  release(message: Held): Promise<void>
  close(): void
}

export function invalidQueue(connection: Connection): InvalidQueue {
  const client = new SQSClient(patience)
  const QueueUrl = connection.output('InvalidQueueUrl')
  const next = async () => {
    const ask = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: holdSeconds, WaitTimeSeconds: 1 }
    return (await client.send(new ReceiveMessageCommand(ask))).Messages ?? []
  }
  return {
    async hold() {
      const held: Held[] = []
      for (let some = await next(); some.length > 0 && held.length < most; some = await next()) {
        for (const { Body = '', MessageId = '', ReceiptHandle: receipt = '' } of some)
          held.push({ ...readKept(Body, MessageId), receipt })
      }
      return held.sort((a, b) => a.at - b.at)
    },
    async delete({ receipt: ReceiptHandle }) {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    },
    async release({ receipt: ReceiptHandle }) {
      const free = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }
      await client.send(new ChangeMessageVisibilityCommand(free))
    },
    close: () => client.destroy(),
  }
}

/** Approximate number of messages, including those that a reader holds. */
export async function waitingInvalid(connection: Connection): Promise<number> {
  const client = new SQSClient(patience)
  const counts = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
  try {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: connection.output('InvalidQueueUrl'),
        AttributeNames: [...counts],
      }),
    )
    return counts.reduce((sum, count) => sum + Number(Attributes[count] ?? 0), 0)
  } finally {
    client.destroy()
  }
}

/** Shows even messages that the gate did not write: they are in this queue, and only an operator clears it. */
function readKept(text: string, messageId: string): InvalidSignal {
  try {
    return kept.parse(JSON.parse(text))
  } catch {
    return { problems: ['the signal gate did not put it here'], messageId, at: 0, body: text }
  }
}
