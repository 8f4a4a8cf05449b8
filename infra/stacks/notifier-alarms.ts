import type { Construct } from 'constructs'
import { timing } from '#domain/timing.ts'
import { minute } from './metrics.ts'
import type { Notices } from './notices.ts'
import type { Notifier } from './notifier.ts'
import { operatorAlarm } from './operator-alarm.ts'

/** Age of a channel's oldest letter at which its service counts as down, in seconds. */
const awaySeconds = 900

/** Alarms on notifications that do not arrive; trading is not affected. */
export function alarmsOnNotifier(
  scope: Construct,
  notices: Notices,
  { notifier, posts, discards }: Notifier,
) {
  const latest = { period: minute, statistic: 'Maximum' } as const
  operatorAlarm(
    scope,
    notices,
    {
      name: 'NotificationsLate',
      says: 'Notifications are handed to the channels more than ten minutes late',
      metric: notifier.live.metric('IteratorAge', latest),
    },
    { threshold: timing.changes.late },
  )
  operatorAlarm(scope, notices, {
    name: 'NotificationsDropped',
    says: 'Changes or alarms could not be handed to the channels, and were given up',
    metric: discards.metricApproximateNumberOfMessagesVisible(latest),
  })
  for (const { channel, letters } of posts) {
    const { name } = channel
    operatorAlarm(
      scope,
      notices,
      {
        name: `ChannelAway-${name}`,
        section: 'ChannelAway',
        says: `The channel ${name} has accepted no notification for a quarter of an hour`,
        metric: letters.queue.metricApproximateAgeOfOldestMessage(latest),
      },
      { threshold: awaySeconds, breaching: 3 },
    )
    operatorAlarm(scope, notices, {
      name: `NotTold-${name}`,
      section: 'NotTold',
      says: `The channel ${name} rejected a notification, or was down for too long`,
      metric: letters.deadLetters.metricApproximateNumberOfMessagesVisible(latest),
    })
  }
}
