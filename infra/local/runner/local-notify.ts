import { randomBytes } from 'node:crypto'
import { parseChannels } from '#notifications/channels.ts'
import type { LocalStack } from './local-stack.ts'

/** The one channel of a local run; it gets every notification. */
const name = 'told'

/** ntfy is recognised by its server's name; any other address is a webhook. */
const isNtfy = ({ hostname }: URL): boolean => /^ntfy\./.test(hostname)

/**
 * The channel for a local run's notifications, as the environment's file would have it: JSON of one channel. Throws
 * if the address is invalid.
 */
export function channelTo(address: string): string {
  if (!URL.canParse(address))
    throw new Error(`Expected an address like https://ntfy.sh/my-topic, got ${address}.`)
  const url = new URL(address)
  const topic = url.pathname.slice(1)
  const of = isNtfy(url) ? { to: 'ntfy', server: url.origin, topic } : { to: 'webhook', url: address }
  const channels = JSON.stringify([{ name, ...of }])
  parseChannels(channels)
  return channels
}

/** Notifications of a run so far, counted from the notifier's log lines. */
export interface Telling {
  told: number
  givenUp: number
  /** Those that the receiver has not taken yet, by id, each with the reason; the latest is last. */
  readonly waiting: Map<unknown, string>
}

export const noTelling = (): Telling => ({ told: 0, givenUp: 0, waiting: new Map() })

export function countTold(
  telling: Telling,
  { message, id, why }: { readonly message?: string; readonly id?: unknown; readonly why?: unknown },
): void {
  const [isTold, isGivenUp] = [message === 'notification-told', message === 'notification-given-up']
  if (isTold) telling.told += 1
  if (isGivenUp) telling.givenUp += 1
  if (isTold || isGivenUp || message === 'notification-waits') telling.waiting.delete(id)
  if (message === 'notification-waits') telling.waiting.set(id, String(why))
}

/** Gives the channel its credential, valid for this run, and says how to verify its messages. */
export function openReceiver(stack: Pick<LocalStack, 'putSecret'>, address: string): string {
  if (isNtfy(new URL(address))) return `Notifications go to ${address}.`
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  stack.putSecret(JSON.stringify({ [name]: secret }), 'NotifySecretId')
  // The secret ends its line, so that it can be copied.
  return `Notifications go to ${address}, signed with\n  ${secret}`
}
