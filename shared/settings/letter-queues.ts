import * as z from 'zod'
import { ConfigurationError } from './configuration.ts'
import { stackVariables } from './stack-variables.ts'

const schema = z.record(z.string(), z.url())

/**
 * Reads the channels' queues that the stack names, for the functions that put letters there. Throws a
 * `ConfigurationError` if they cannot be read. The returned function throws for a channel without a queue.
 */
export function parseLetterQueues(text: string): (channel: string) => string {
  const urls = read(text)
  return channel => {
    const url = Object.hasOwn(urls, channel) ? urls[channel] : undefined
    if (url !== undefined) return url
    throw new Error(
      `The stack names no queue of a channel ${channel}; it has ${Object.keys(urls).join(', ')}`,
    )
  }
}

function read(text: string): Readonly<Record<string, string>> {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    throw new ConfigurationError([
      `${stackVariables.letterQueueUrls} has no queues of channels (${(error as Error).message}); the stack sets it, so deploy the function with it`,
    ])
  }
}
