import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Notify } from '#ports/notices.ts'
import { impatient, serviceAnswerMs } from './patience.ts'

export function topicNotifier(topicArn: string): Notify {
  const client = new SNSClient(impatient(serviceAnswerMs))
  return async (subject, message) => {
    const body = JSON.stringify(message, undefined, 2)
    await client.send(
      new PublishCommand({ TopicArn: topicArn, Subject: subject.slice(0, 100), Message: body }),
    )
  }
}
