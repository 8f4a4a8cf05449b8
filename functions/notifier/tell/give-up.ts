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
  /** The queue for what can never be told on a channel. */
  boxesOf(channel: string): { readonly dead: Queue }
}

/** Hands a letter to the dead ones, with the reason. */
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

/** Of what is no letter as much as can be read stays as it is, for a release that understands it. Throws where no channel is left. */
export async function giveUpUnread(
  { telemetry, clock, channels, boxesOf }: GiveUpRoom,
  body: string,
  { channel: said, fields, problem: why }: Unread,
): Promise<void> {
  // A queue is one channel's: where a letter does not say whose it is, it is of the one that is there.
  const channel = (channels.find(({ name }) => name === said) ?? channels[0])?.name
  if (channel === undefined) throw new Error(why)
  const id = hash('sha256', body, 'hex')
  await boxesOf(channel).dead.send(
    { ...(fields ?? { body }), why, givenUpAt: clock.now() },
    { group: 'unread', deduplicationId: id },
  )
  telemetry.warn('notification-given-up', { channel, id, why })
}
