import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { impatient, serviceAnswerMs } from './patience.ts'

/** Tells whoever subscribed to the topic. */
export type Notify = (subject: string, message: Readonly<Record<string, unknown>>) => Promise<void>

export function topicNotifier(topicArn: string): Notify {
  const client = new SNSClient(impatient(serviceAnswerMs))
  return async (subject, message) => {
    const body = JSON.stringify(message, undefined, 2)
    await client.send(
      new PublishCommand({ TopicArn: topicArn, Subject: subject.slice(0, 100), Message: body }),
    )
  }
}
