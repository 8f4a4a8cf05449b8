/** An item of the table, unmarshalled, whichever release wrote it. */
export type StoredItem = Readonly<Record<string, unknown>>

/** A change of an item, as the table's stream tells it. */
export interface Change {
  readonly pk: string
  readonly sk: string
  /** When it was written (milliseconds), as far as the stream says it: whole seconds. */
  readonly at: number
  /** As it stands after the change; undefined: it was deleted. */
  readonly now?: StoredItem | undefined
  /** As it stood before; undefined: it was not there. */
  readonly before?: StoredItem | undefined
}
