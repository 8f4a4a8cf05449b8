/** The options, or files that they name, are wrong; the message is for the operator. */
export class Unplayable extends Error {}

/** Errors while reading these files are errors in the files. */
export function playable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error
    throw new Unplayable(error.message)
  }
}
