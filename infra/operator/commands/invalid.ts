import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { excerpt } from '#domain/printable.ts'
import { table } from '../../terminal/table.ts'
import { moment } from '../../terminal/time.ts'
import { type Consent, confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { patience } from '../connect/patience.ts'
import { type Held, type InvalidQueue, invalidQueue } from '../invalid-queue.ts'

export interface InvalidOptions extends Consent {
  readonly purge?: boolean
  readonly retry?: boolean
}

/** Shows messages that were not valid signals. `purge` deletes them, `retry` sends them again as signals. */
export async function invalid(connection: Connection, options: InvalidOptions): Promise<Answer> {
  const queue = invalidQueue(connection)
  const held = new Set(await queue.hold())
  const found = [...held]
  try {
    if (found.length === 0) return { data: { messages: [] }, text: 'The invalid queue is empty.' }
    const messages = found.map(({ receipt: _, ...message }) => message)
    if (!options.purge && !options.retry) {
      return { data: { messages }, text: columns => shown(found, columns), exitCode: exitCodes.no }
    }
    const does = options.retry ? 'pushes them as signals again, and deletes them' : 'deletes them, for good'
    await confirm([shown(found), `On ${connection.stack.name} this ${does}.`], options)
    await (options.retry ? pushed(connection, queue, held) : deleted(queue, held))
    const done = options.retry ? 'pushed again; see qt invalid for those that are still wrong' : 'deleted'
    return {
      data: { messages, [options.retry ? 'retried' : 'purged']: found.length },
      text: `${found.length} ${done}.`,
    }
  } finally {
    // Releases the remaining messages at once, instead of when their visibility timeout ends.
    await Promise.all([...held].map(message => queue.release(message)))
    queue.close()
  }
}

async function deleted(queue: InvalidQueue, held: Set<Held>): Promise<void> {
  for (const message of held) {
    await queue.delete(message)
    held.delete(message)
  }
}

/** Sends before it deletes: a message sent twice is a duplicate, one deleted first may be lost. */
async function pushed(connection: Connection, queue: InvalidQueue, held: Set<Held>): Promise<void> {
  const client = new SQSClient(patience)
  const QueueUrl = connection.output('SignalQueueUrl')
  try {
    for (const message of held) {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: message.body }))
      await queue.delete(message)
      held.delete(message)
    }
  } finally {
    client.destroy()
  }
}

/** Characters of a body shown, enough to tell who sent it. */
const longest = 160

const shown = (found: readonly Held[], columns?: number) =>
  table(
    ['received', 'message', 'what is wrong', 'body'],
    found.map(({ at, messageId, problems, body }) => [
      at === 0 ? '—' : moment(at),
      messageId,
      problems.join('; '),
      body.length > longest
        ? `${excerpt(body, longest)} … (${body.length} characters)`
        : excerpt(body, longest),
    ]),
    columns,
  )
