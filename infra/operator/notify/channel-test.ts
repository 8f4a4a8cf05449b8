import type { Channel } from '#notifications/channels.ts'
import type { ChannelCredentials } from '#notifications/credentials.ts'
import type { Deliver } from '#notifications/services/service.ts'
import { judgedBy, postTo, speechOf, withoutCredential } from '#notifications/services/speech-of.ts'
import { type Clock, systemClock } from '#ports/clock.ts'

/** Result of a test message to one channel. */
export interface Tested {
  readonly channel: string
  readonly to: Channel['to']
  readonly told: boolean
  /** Why it failed, and what to do. */
  readonly why?: string
}

/** Sends a channel a test message as the notifier would, and reports the service's answer. */
export async function testChannel(
  channel: Channel,
  credentials: ChannelCredentials,
  {
    deliver,
    deployment,
    now,
    world = systemClock,
  }: {
    readonly deliver: Deliver
    readonly deployment: string
    /** The stack's time. */
    readonly now: number
    /** The service's answer. */
    readonly world?: Pick<Clock, 'now'>
  },
): Promise<Tested> {
  const { name, to } = channel
  const of = { channel: name, to }
  const credential = Object.hasOwn(credentials, name) ? (credentials[name] ?? '') : ''
  const { open, problemWith } = speechOf(channel)
  if (credential === '' && !open)
    return { ...of, told: false, why: `it has no credential: qt notify set ${name} writes it` }
  const problem = credential === '' ? undefined : problemWith(credential)
  if (problem)
    return { ...of, told: false, why: `its credential is not valid, ${problem}: qt notify set ${name}` }
  const test = { v: 1, kind: 'test', id: `test/${name}/${now}`, at: now, deployment, channel: name } as const
  const reply = await deliver(postTo(channel, credential, test, world.now()))
  if ('noAnswer' in reply) return { ...of, told: false, why: withoutCredential(reply.noAnswer, credential) }
  const judged = judgedBy(channel, credential, reply, world.now())
  return judged.told ? { ...of, told: true } : { ...of, told: false, why: judged.why }
}
