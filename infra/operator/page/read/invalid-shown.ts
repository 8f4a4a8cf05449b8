import type { Connection } from '../../connect/connection.ts'
import { invalidQueue, waitingInvalid } from '../../invalid-queue.ts'
import type { InvalidShown } from '../shown/invalid.ts'

/** Characters of a body shown, enough to tell who sent it. */
const longest = 1_000

/** The invalid queue's messages; they stay there, available to the next reader at once. */
export async function invalidShown(connection: Connection): Promise<InvalidShown> {
  const queue = invalidQueue(connection)
  const held = await queue.hold()
  try {
    return {
      waiting: Math.max(held.length, await waitingInvalid(connection)),
      messages: held.map(({ messageId, at, problems, body }) => ({
        ...{ messageId, problems, body: body.slice(0, longest), isCut: body.length > longest },
        ...(at > 0 && { at }),
      })),
    }
  } finally {
    await Promise.all(held.map(message => queue.release(message)))
    queue.close()
  }
}
