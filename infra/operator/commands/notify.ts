import { deliver } from '#lambda/deliver.ts'
import type { Channel } from '#notifications/channels.ts'
import type { ChannelCredentials } from '#notifications/credentials.ts'
import { speechOf } from '#notifications/services/speech-of.ts'
import { parseNotify } from '#settings/notify.ts'
import { secretly } from '../../terminal/secretly.ts'
import { table } from '../../terminal/table.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { testChannel } from '../notify/channel-test.ts'
import { onSecret } from '../notify/credentials-store.ts'
import { removeCredential, setCredential } from '../notify/set-credential.ts'

export interface NotifyOptions {
  readonly remove?: boolean
}

/** The deployment's channels for notifications, and which of them have their credentials. */
export async function channels(connection: Connection): Promise<Answer> {
  const all = channelsOf(connection)
  const kept = await onSecret(connection.output('NotifySecretId'), store => store.read())
  const rows = all.map(channel => ({ ...channel, credential: stateOf(channel, kept) }))
  return {
    data: { stack: connection.stack.name, channels: rows },
    text: columns =>
      table(
        ['channel', 'service', 'credential', 'events'],
        rows.map(({ name, to, credential, events }) => [name, to, credential, events.join(', ')]),
        columns,
      ),
  }
}

/** Asks for a channel's credential or reads it from standard input, and writes it; `remove` deletes it. */
export async function set(connection: Connection, name: string, { remove }: NotifyOptions): Promise<Answer> {
  const channel = channelNamed(connection, name)
  return onSecret(connection.output('NotifySecretId'), store =>
    remove ? removeCredential(channel, store) : setCredential(channel, store, secretly),
  )
}

/** Sends a test to one channel or all from this machine, and shows the services' answers. */
export async function test(connection: Connection, name: string | undefined): Promise<Answer> {
  const asked = name === undefined ? channelsOf(connection) : [channelNamed(connection, name)]
  const kept = await onSecret(connection.output('NotifySecretId'), store => store.read())
  const { deployment, stack } = connection
  const tested = await Promise.all(
    asked.map(channel => testChannel(channel, kept, { deliver, deployment, now: stack.clock.now() })),
  )
  const failed = tested.filter(({ told }) => !told)
  return {
    data: { stack: stack.name, tested },
    text: columns =>
      table(
        ['channel', 'service', 'test'],
        tested.map(({ channel, to, told, why }) => [channel, to, told ? 'told' : `not told: ${why}`]),
        columns,
      ),
    exitCode: failed.length > 0 ? exitCodes.no : exitCodes.yes,
  }
}

function stateOf(channel: Channel, kept: ChannelCredentials): string {
  const credential = Object.hasOwn(kept, channel.name) ? kept[channel.name] : undefined
  const { open, problemWith } = speechOf(channel)
  if (credential === undefined) return open ? 'none; it may need none' : 'none: qt notify set writes it'
  return problemWith(credential) === undefined ? 'there' : 'not valid: qt notify set replaces it'
}

function channelNamed(connection: Connection, name: string): Channel {
  const all = channelsOf(connection)
  const found = all.find(each => each.name === name)
  if (found) return found
  throw new Complaint(
    exitCodes.usage,
    `${connection.stack.name} has no channel ${name}; it has ${all.map(each => each.name).join(', ')}`,
    whereChannelsAreSaid(connection.stack.local),
  )
}

/** What to do when a channel is missing. */
const whereChannelsAreSaid = (isLocal: boolean): string =>
  isLocal
    ? 'start the local stack with a channel: npm run local -- --notify URL'
    : 'write it into "notify" in the environment’s file (docs/notifications.md), and deploy'

function channelsOf({ stack: { outputs, name, local } }: Connection): readonly Channel[] {
  const { notify = 'none' } = JSON.parse(outputs.Choices ?? '{}') as { readonly notify?: string }
  const all = parseNotify(notify)
  if (all.length > 0) return all
  throw new Complaint(exitCodes.usage, `${name} has no notification channel`, whereChannelsAreSaid(local))
}
