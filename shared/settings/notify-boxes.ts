import * as z from 'zod'
import { ConfigurationError } from './configuration.ts'
import { stackVariables } from './stack-variables.ts'

/** The queues of a channel: letters to deliver, and those that never can be. */
export interface Box {
  readonly url: string
  readonly deadUrl: string
}

const schema = z.record(z.string(), z.object({ url: z.url(), deadUrl: z.url() }))

/**
 * Reads the channels' queues that the stack names, by channel. Throws a `ConfigurationError` if they cannot be read.
 */
export function parseBoxes(text: string): (channel: string) => Box {
  const boxes = read(text)
  return channel => {
    const box = Object.hasOwn(boxes, channel) ? boxes[channel] : undefined
    if (box) return box
    throw new Error(
      `The stack names no queue of a channel ${channel}; it has ${Object.keys(boxes).join(', ')}`,
    )
  }
}

function read(text: string): Readonly<Record<string, Box>> {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    throw new ConfigurationError([
      `${stackVariables.notifyBoxes} has no queues of channels (${(error as Error).message}); the stack sets it, so deploy the function with it`,
    ])
  }
}
