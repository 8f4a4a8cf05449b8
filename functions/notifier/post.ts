import { type Channel, wanting } from '#notifications/channels.ts'
import type { Letter } from '#notifications/letter.ts'
import { type Notification, orderedBy } from '#notifications/notification.ts'
import type { Queue } from '#ports/queue.ts'

export interface PostRoom {
  readonly channels: readonly Channel[]
  /** The queue of a channel's letters, by its name. */
  readonly queueOf: (channel: string) => Queue
}

/**
 * Puts a notification into the queue of each channel that wants its kind, in order within its subject. A notification
 * posted again within five minutes arrives once, because its id is the same.
 */
export async function post({ channels, queueOf }: PostRoom, notification: Notification): Promise<void> {
  const to = { group: orderedBy(notification), deduplicationId: notification.id }
  await Promise.all(
    wanting(channels, notification.kind).map(({ name }) => {
      const letter: Letter = { v: 1, channel: name, notification }
      return queueOf(name).send(letter, to)
    }),
  )
}
