import type { SNSEvent } from 'aws-lambda'
import type { AlarmChange } from '../alarms/alarm-desk.ts'
import { alarmMessage } from '../alarms/alarm-message.ts'
import type { Blueprint } from './blueprint.ts'
import type { MarketClock } from './clock.ts'
import type { LocalFunctions } from './local-functions.ts'
import { uuidOf } from './seeded-chance.ts'
import type { PublishedNotice } from './services-protocol.ts'

export interface TopicsOptions {
  readonly subscriptions: Blueprint['subscriptions']
  readonly functions: () => LocalFunctions
  readonly clock: MarketClock
  /** Market time from a message until its function gets it, in milliseconds. */
  readonly wayMs: number
}

/**
 * Passes messages of alarms to the functions that the templates subscribe to their topic. Functions' own messages
 * stay with the services, where a run reads them; no function of ours subscribes to them.
 */
export function createTopics({ subscriptions, functions, clock, wayMs }: TopicsOptions) {
  let published = 0
  function publish({ topicArn, message }: PublishedNotice): void {
    published += 1
    const event = JSON.stringify(eventOf(topicArn, message, clock.now(), published))
    for (const { topicArn: heard, functionArn } of subscriptions) {
      if (heard !== topicArn) continue
      const lambda = functions().byReference(functionArn)
      clock.at(clock.now() + wayMs, () => void lambda.invoke(event), [lambda.description.label, 0, 0])
    }
  }
  return {
    /** As CloudWatch does if an alarm names the topic for that change. */
    tellOf(change: AlarmChange): void {
      for (const topicArn of change.actions) publish({ topicArn, message: alarmMessage(change) })
    },
  }
}

function eventOf(TopicArn: string, Message: string, at: number, number: number): SNSEvent {
  const MessageId = uuidOf(`${TopicArn} ${number}`)
  const Sns = {
    ...{ Type: 'Notification', MessageId, TopicArn, Subject: '', Message, MessageAttributes: {} },
    ...{ Timestamp: new Date(at).toISOString(), SignatureVersion: '1', Signature: '' },
    ...{ SigningCertUrl: '', UnsubscribeUrl: '' },
  }
  return {
    Records: [
      { EventVersion: '1.0', EventSource: 'aws:sns', EventSubscriptionArn: `${TopicArn}:local`, Sns },
    ],
  }
}
