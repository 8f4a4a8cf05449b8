import * as z from 'zod'
import { ConfigurationError } from './configuration.ts'
import { stackVariables } from './stack-variables.ts'

const schema = z.record(z.string(), z.url())

/**
 * Reads what the stack names of the channels' queues, for what puts letters there; throws a `ConfigurationError` for what
 * is none. The answered function throws for a channel without one.
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
