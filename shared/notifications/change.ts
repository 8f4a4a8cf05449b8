/** An item of the table, unmarshalled, whichever release wrote it. */
export type StoredItem = Readonly<Record<string, unknown>>

/** A change of an item, as the table's stream reports it. */
export interface Change {
  readonly pk: string
  readonly sk: string
  /** When it was written, in milliseconds. The stream reports whole seconds, and sometimes nothing. */
  readonly at: number
  /** The item after the change; undefined if it was deleted. */
  readonly now?: StoredItem | undefined
  /** The item before the change; undefined if it is new. */
  readonly before?: StoredItem | undefined
}
