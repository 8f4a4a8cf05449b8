/** A row about something of ours that cannot be read. What it hides is neither present nor gone. */
export class UnreadRow extends Error {
  override readonly name = 'UnreadRow'

  constructor(call: string, symbol: string, of: string) {
    super(`${call} ${symbol}: the row of ${of} cannot be read`)
  }
}

/**
 * A read's answer, or the fact that its row cannot be read: for callers that also know what they need from elsewhere.
 */
export async function orUnread<T>(read: Promise<T>): Promise<T | UnreadRow> {
  try {
    return await read
  } catch (error) {
    if (error instanceof UnreadRow) return error
    throw error
  }
}
