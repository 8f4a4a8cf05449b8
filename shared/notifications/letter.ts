import * as z from 'zod'
import { excerpt } from '#domain/printable.ts'
import { kinds } from './kinds.ts'
import { type Notification, notificationSchema } from './notification.ts'

/** One entry of a channel's queue. */
export interface Letter {
  readonly v: 1
  /** Name of the channel. */
  readonly channel: string
  readonly notification: Notification
}

const letter = z.object({ v: z.literal(1), channel: z.string(), notification: notificationSchema })

/** An entry of the queue that is not a letter: the channel and fields it names, if any, and what is wrong with it. */
export interface Unread {
  readonly channel?: string | undefined
  readonly fields?: Readonly<Record<string, unknown>> | undefined
  readonly problem: string
}

/** Reads a letter, or says why the text is not one. */
export function readLetter(body: string): Letter | Unread {
  const fields = fieldsOf(body)
  const read = letter.safeParse(fields)
  if (read.success) return read.data
  const expected = `Expected a notification of ${Object.keys(kinds).join(', ')} for a channel`
  const channel = typeof fields?.channel === 'string' ? fields.channel : undefined
  return {
    ...{ channel, fields },
    problem: `${expected}, got ${excerpt(body, 200)}: ${excerpt(z.prettifyError(read.error), 500)}`,
  }
}

/** Reads a letter. Throws with what was wrong if the text is not one. */
export function parseLetter(body: string): Letter {
  const read = readLetter(body)
  if ('problem' in read) throw new Error(read.problem)
  return read
}

function fieldsOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const read: unknown = JSON.parse(body)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? { ...read } : undefined
  } catch {
    return undefined
  }
}
