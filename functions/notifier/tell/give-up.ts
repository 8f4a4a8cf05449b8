import { hash } from 'node:crypto'
import type { Channel } from '#notifications/channels.ts'
import type { Letter, Unread } from '#notifications/letter.ts'
import { orderedBy } from '#notifications/notification.ts'
import type { Clock } from '#ports/clock.ts'
import type { Queue } from '#ports/queue.ts'
import type { Telemetry } from '#ports/telemetry.ts'

export interface GiveUpRoom {
  readonly clock: Clock
  readonly telemetry: Telemetry
  readonly channels: readonly Channel[]
  /** The dead-letter queue for what can never be delivered on a channel. */
  boxesOf(channel: string): { readonly dead: Queue }
}

/** Moves a letter to the dead letters, with the reason. */
export async function giveUp(
  { telemetry, clock, boxesOf }: GiveUpRoom,
  letter: Letter,
  why: string,
): Promise<void> {
  const { channel, notification } = letter
  const at = clock.now()
  await boxesOf(channel).dead.send(
    { ...letter, why, givenUpAt: at },
    { group: orderedBy(notification), deduplicationId: notification.id },
  )
  telemetry.warn('notification-given-up', { channel, id: notification.id, why })
}

/**
 * A message that is not a letter is kept as far as it can be read, for a release that understands it. Throws
 * when no channel is left.
 */
export async function giveUpUnread(
  { telemetry, clock, channels, boxesOf }: GiveUpRoom,
  body: string,
  { channel: said, fields, problem: why }: Unread,
): Promise<void> {
  // A queue belongs to one channel: a letter that names no channel is for that one.
  const channel = (channels.find(({ name }) => name === said) ?? channels[0])?.name
  if (channel === undefined) throw new Error(why)
  const id = hash('sha256', body, 'hex')
  await boxesOf(channel).dead.send(
    { ...(fields ?? { body }), why, givenUpAt: clock.now() },
    { group: 'unread', deduplicationId: id },
  )
  telemetry.warn('notification-given-up', { channel, id, why })
}
