import type { Channel, Service } from '../channels.ts'
import type { Notification } from '../notification.ts'
import { discord } from './discord.ts'
import { ntfy } from './ntfy.ts'
import type { Judged, Post, Reply, Speech } from './service.ts'
import { slack } from './slack.ts'
import { telegram } from './telegram.ts'
import { webhook } from './webhook.ts'

const speeches: { readonly [S in Service]: Speech<S> } = { telegram, discord, slack, ntfy, webhook }

/**
 * How to talk to a channel. The compiler cannot follow a service into a union, so only this line joins channel and
 * speech.
 */
export const speechOf = ({ to }: Pick<Channel, 'to'>): Speech<Service> => speeches[to] as Speech<Service>

/** The request that delivers to a channel, with its credential. `at`: the real time, in milliseconds. */
export const postTo = (channel: Channel, credential: string, notification: Notification, at: number): Post =>
  speechOf(channel).post(channel, credential, notification, at)

/** What the service's answer means. A credential that stands in the answer is removed from the words. */
export function judgedBy(channel: Channel, credential: string, reply: Reply, at: number): Judged {
  const judged = speechOf(channel).judged(reply, at)
  return judged.told ? judged : { ...judged, why: withoutCredential(judged.why, credential) }
}

/** An address that is a credential is recognisable by its path alone. */
export function withoutCredential(text: string, credential: string): string {
  const parts = [credential, ...(URL.canParse(credential) ? [new URL(credential).pathname] : [])]
  return parts.filter(part => part.length >= 4).reduce((clean, part) => clean.replaceAll(part, '…'), text)
}
