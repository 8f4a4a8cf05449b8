import type { IncomingMessage } from 'node:http'
import type * as z from 'zod'
import { Unanswerable } from './answer.ts'

/** Far more than the longest action; bytes. */
const mostBytes = 4_096

/** Reads a request's body as JSON of that shape. Throws `Unanswerable`. */
export async function bodyOf<T>(request: IncomingMessage, shape: z.ZodType<T>): Promise<T> {
  const [type] = (request.headers['content-type'] ?? '').split(';')
  if (type?.trim() !== 'application/json')
    throw new Unanswerable(415, `expected content-type application/json, got ${type || 'none'}`)
  return parsed(await textOf(request), shape)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request) {
      bytes += chunk.length
      if (bytes > mostBytes)
        throw new Unanswerable(413, `expected a body of ${mostBytes} bytes at most, got more`)
      chunks.push(chunk)
    }
  } catch (error) {
    // Closing a tab during a request is no defect of this tool; nothing was done.
    if (!(error instanceof Unanswerable) && !request.complete)
      throw new Unanswerable(400, 'the request ended before its body did')
    throw error
  }
  return Buffer.concat(chunks).toString()
}

function parsed<T>(text: string, shape: z.ZodType<T>): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Unanswerable(400, 'expected JSON, got something else')
  }
  return shaped(value, shape)
}

/** Checks a value's shape. Throws `Unanswerable`, which says what was expected. */
export function shaped<T>(value: unknown, shape: z.ZodType<T>): T {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Unanswerable(
    400,
    `${issue?.path.join('.') || 'the request'}: ${issue?.message ?? 'is not as expected'}`,
  )
}
