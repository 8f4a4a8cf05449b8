import { randomBytes } from 'node:crypto'
import { parseChannels } from '#notifications/channels.ts'
import type { LocalStack } from './local-stack.ts'

/** The one channel of a run on this machine, which is told everything. */
const name = 'told'

/** A topic of ntfy by the name of its server; any other address is a webhook's. */
const isNtfy = ({ hostname }: URL): boolean => /^ntfy\./.test(hostname)

/**
 * Whom a run on this machine tells what happens, as the environment's file would say it: JSON of one channel. Throws
 * where the address is none.
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

/** What is told so far, by the lines of what tells it. */
export interface Telling {
  told: number
  givenUp: number
}

export function countTold(telling: Telling, message: string | undefined): void {
  if (message === 'notification-told') telling.told += 1
  if (message === 'notification-given-up') telling.givenUp += 1
}

/** Gives the channel its credential, which lasts as long as this run, and says how what arrives can be verified. */
export function openReceiver(stack: Pick<LocalStack, 'putSecret'>, address: string): string {
  if (isNtfy(new URL(address))) return `Notifications go to ${address}.`
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  stack.putSecret(JSON.stringify({ [name]: secret }), 'NotifySecretId')
  // The secret ends its line, so that it can be copied as it stands.
  return `Notifications go to ${address}, signed with\n  ${secret}`
}
