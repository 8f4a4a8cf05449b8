/** A row that tells of something of ours and cannot be read. What it hides is neither there nor gone. */
export class UnreadRow extends Error {
  override readonly name = 'UnreadRow'

  constructor(call: string, symbol: string, of: string) {
    super(`${call} ${symbol}: the row of ${of} cannot be read`)
  }
}

/** What a read answered, or that its row cannot be read: for a caller that knows what it needs from elsewhere, too. */
export async function orUnread<T>(read: Promise<T>): Promise<T | UnreadRow> {
  try {
    return await read
  } catch (error) {
    if (error instanceof UnreadRow) return error
    throw error
  }
}
