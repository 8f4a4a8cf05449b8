/** A row that tells of something of ours and cannot be read. What it hides is neither there nor gone. */
export class UnreadRow extends Error {
  override readonly name = 'UnreadRow'

  constructor(call: string, symbol: string, of: string) {
    super(`${call} ${symbol}: the row of ${of} cannot be read`)
  }
}
