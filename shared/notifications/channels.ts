import * as z from 'zod'
import { allKinds, type Kind, toldByDefault } from './kinds.ts'

/** The services that a channel may use. */
export const services = ['telegram', 'discord', 'slack', 'ntfy', 'webhook'] as const
export type Service = (typeof services)[number]

/** A channel's name, in the file, in the secret and in the names of its queues. */
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'expected up to 20 small letters, digits and dashes, a letter first')
const events = z
  .array(z.enum(allKinds, `expected some of ${allKinds.join(', ')}`))
  .min(1, 'expected at least one event')
  .default([...toldByDefault])
const address = z.string().refine(isAddress, 'expected an address that begins with https://')
const topic = z.string().regex(/^[\w-]{1,64}$/, 'expected a topic of letters, digits, _ and -, 64 at most')

/** No field of a channel is a credential. Credentials, and addresses that are credentials, are in the secret. */
const channel = z.discriminatedUnion(
  'to',
  [
    z.strictObject({
      name,
      to: z.literal('telegram'),
      /** The chat’s number (a group’s is negative), or a public channel’s @name. */
      chat: z
        .union([z.int(), z.string()])
        .transform(String)
        .refine(chat => /^(-?\d{1,16}|@\w{4,32})$/.test(chat), 'expected a chat id or a @name'),
      /** The topic of a forum group (`message_thread_id`). */
      topic: z.int().min(1).optional(),
      /** The address of your own Bot API server. */
      server: address.default('https://api.telegram.org'),
      events,
    }),
    z.strictObject({ name, to: z.literal('discord'), events }),
    z.strictObject({ name, to: z.literal('slack'), events }),
    z.strictObject({
      name,
      to: z.literal('ntfy'),
      topic,
      server: address.default('https://ntfy.sh'),
      events,
    }),
    z.strictObject({ name, to: z.literal('webhook'), url: address, events }),
  ],
  `expected one of ${services.join(', ')}`,
)

const channelsSchema = z
  .array(channel)
  .max(10, 'expected 10 channels at most')
  .superRefine((all, context) => {
    all.forEach((each, index) => {
      if (all.findIndex(({ name }) => name === each.name) < index)
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `${each.name} is there twice` })
    })
  })

export type Channel = Readonly<z.output<typeof channel>>
export type ChannelTo<S extends Service> = Extract<Channel, { readonly to: S }>

/** Reads the channels of an environment's file, as JSON. Throws with every problem, each with its place in the file. */
export function parseChannels(text: string): readonly Channel[] {
  const read = channelsSchema.safeParse(json(text))
  if (read.success) return read.data
  throw new Error(
    read.error.issues
      .map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': '))
      .join('; '),
  )
}

/** The channels that want a kind. A test is sent to one channel by name, so none can want it. */
export const wanting = (channels: readonly Channel[], kind: Kind | 'test'): readonly Channel[] =>
  channels.filter(({ events }) => events.some(each => each === kind))

/** What goes over a network is encrypted. A receiver on this machine may use plain HTTP. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  const isNear = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
  return (protocol === 'https:' || (protocol === 'http:' && isNear)) && username === '' && password === ''
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
