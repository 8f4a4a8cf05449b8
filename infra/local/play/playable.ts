/** What is wrong with the options or what they name, in words for who gave them. */
export class Unplayable extends Error {}

/** What is wrong where this is read is wrong with what was given. */
export function playable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error
    throw new Unplayable(error.message)
  }
}
