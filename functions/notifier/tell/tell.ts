import { timing } from '#domain/timing.ts'
import type { Channel } from '#notifications/channels.ts'
import type { ChannelCredentials } from '#notifications/credentials.ts'
import { type Letter, parseLetter, readLetter } from '#notifications/letter.ts'
import type { Deliver, Judged } from '#notifications/services/service.ts'
import { judgedBy, postTo, speechOf, withoutCredential } from '#notifications/services/speech-of.ts'
import type { Clock } from '#ports/clock.ts'
import type { Inbox, Queue } from '#ports/queue.ts'
import { type GiveUpRoom, giveUp, giveUpUnread } from './give-up.ts'
import type { Memory } from './memory.ts'
import { restBeforeTelling } from './rest-before-telling.ts'

export interface TellContext extends GiveUpRoom {
  /** Real time: services use it to judge a message's age. */
  readonly world: Pick<Clock, 'now'>
  /** `anew`: reads the secret again instead of using the last reading. Throws when the secret cannot be read. */
  credentials(anew?: 'anew'): Promise<ChannelCredentials>
  readonly deliver: Deliver
  /** A channel's queue, and the dead-letter queue for what can never be delivered. */
  boxesOf(channel: string): { readonly inbox: Inbox; readonly dead: Queue }
  readonly memory: Memory
}

/** A letter as its queue hands it over; times in milliseconds. */
export interface Received {
  readonly body: string
  readonly receiptHandle: string
  /** How often the letter was received, this time included. */
  readonly receives: number
  readonly sentAt: number
}

/**
 * What became of a letter; `later`: it rests for this many milliseconds, and so does everything after it in its
 * group.
 */
export type Told = 'done' | { readonly later: number }

/**
 * Delivers a channel's queue to its service. Sends nothing to a service that asks to wait until the wait is over. A
 * letter that fails for a passing reason is tried again with growing rests for as long as the queue keeps it; a
 * hopeless one goes to the dead letters at once, with the reason. So does an unreadable one, which would hold up
 * everything behind it.
 */
export async function tell(context: TellContext, received: Received): Promise<Told> {
  const letter = readLetter(received.body)
  if (!('problem' in letter)) return tellLetter(context, letter, received)
  await giveUpUnread(context, received.body, letter)
  return 'done'
}

async function tellLetter(context: TellContext, letter: Letter, received: Received): Promise<Told> {
  const { memory, clock } = context
  const { channel: name, notification } = letter
  if (memory.isTold(name, notification.id)) return 'done'
  const restMs = memory.restOf(name, clock.now())
  const judged = restMs > 0 ? resting(restMs) : await spokenTo(context, letter)
  // A service that asks for a longer wait than the queue can keep is tried again before the queue forgets the
  // letter.
  if (judged.restMs !== undefined) memory.rest(name, clock.now() + Math.min(judged.restMs, longest))
  if (judged.told) {
    memory.told(name, notification.id)
    const { id, kind, at } = notification
    context.telemetry.info('notification-told', { channel: name, id, kind, afterMs: clock.now() - at })
    return 'done'
  }
  const isLast = clock.now() - received.sentAt >= timing.notifications.triedFor
  if (!judged.hopeless && !isLast) return putOff(context, letter, received, judged)
  await giveUp(context, letter, judged.why)
  return 'done'
}

const { longest } = timing.notifications.rest
const resting = (restMs: number): Judged => ({
  ...{ told: false, hopeless: false, why: 'the service asked to wait', restMs },
})

async function spokenTo(context: TellContext, { channel: name, notification }: Letter): Promise<Judged> {
  const channel = context.channels.find(each => each.name === name)
  if (!channel) return hopeless('no channel has its name any more')
  const credential = credentialOf(name, await context.credentials())
  const judged = await spokenWith(context, channel, credential, notification)
  if (judged.told || !judged.hopeless) return judged
  // The operator may have written a new secret since the last reading: the new one may work.
  const written = credentialOf(name, await context.credentials('anew'))
  return written === credential ? judged : spokenWith(context, channel, written, notification)
}

const credentialOf = (name: string, credentials: ChannelCredentials): string | undefined =>
  Object.hasOwn(credentials, name) ? credentials[name] : undefined

async function spokenWith(
  context: TellContext,
  channel: Channel,
  credential: string | undefined,
  notification: Letter['notification'],
): Promise<Judged> {
  const { name } = channel
  const { open, problemWith } = speechOf(channel)
  // The operator may write the secret at any time: until then nothing is lost.
  if (credential === undefined && !open)
    return { told: false, hopeless: false, why: `it has no credential yet: qt notify set ${name} writes it` }
  const problem = credential === undefined ? undefined : problemWith(credential)
  if (problem)
    return {
      told: false,
      hopeless: false,
      why: `its credential cannot be used (${problem}): qt notify set ${name}`,
    }
  const secret = credential ?? ''
  const reply = await context.deliver(postTo(channel, secret, notification, context.world.now()))
  if ('noAnswer' in reply)
    return { told: false, hopeless: false, why: withoutCredential(reply.noAnswer, secret) }
  return judgedBy(channel, secret, reply, context.world.now())
}

const hopeless = (why: string): Judged => ({ told: false, hopeless: true, why })

async function putOff(
  { telemetry, boxesOf }: TellContext,
  { channel, notification: { id } }: Letter,
  { receiptHandle, receives }: Received,
  { why, restMs: askedMs }: { readonly why: string; readonly restMs?: number | undefined },
): Promise<Told> {
  const restMs = restBeforeTelling(`${channel}/${id}`, receives, askedMs)
  telemetry.warn('notification-waits', { channel, id, why, restMs, receives })
  await boxesOf(channel).inbox.handBack(receiptHandle, restMs)
  return { later: restMs }
}

/**
 * Hands back the letters that arrived with a resting one: until they are back, the queue delivers nothing of their
 * group.
 */
export const keepBack = (
  { boxesOf }: Pick<TellContext, 'boxesOf'>,
  { body, receiptHandle }: Received,
  restMs: number,
): Promise<void> => boxesOf(parseLetter(body).channel).inbox.handBack(receiptHandle, restMs)
