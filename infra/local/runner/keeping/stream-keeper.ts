import type { DynamoDBRecord } from 'aws-lambda'

/** Knows the records of tables' streams that some function has still to read, or to come to an end with. */
export interface StreamKeeper {
  /** Records as the streams make them, or as they were kept. */
  add(records: readonly DynamoDBRecord[]): void
  /** Every function that reads them is done with these, by their ids. */
  done(ids: readonly string[]): void
  /** A line for each record that came or went since the last cut, or for every one that is there. */
  cut(isWhole: boolean): readonly string[]
}

export function createStreamKeeper(): StreamKeeper {
  /** In the order in which they were made, each as its line. */
  const lines = new Map<string, string>()
  const added = new Set<string>()
  /** Those of which a former cut told that they are there. */
  const gone = new Set<string>()

  const lineOf = (id: string) => lines.get(id) ?? []
  return {
    add(records) {
      for (const record of records) {
        const id = idOf(record)
        lines.set(id, JSON.stringify({ streamed: id, record }))
        added.add(id)
      }
    },
    done(ids) {
      for (const id of ids) if (lines.delete(id) && !added.delete(id)) gone.add(id)
    },
    cut(isWhole) {
      const news = [...added].flatMap(lineOf)
      const went = [...gone].map(id => JSON.stringify({ streamed: id }))
      added.clear()
      gone.clear()
      return isWhole ? [...lines.values()] : [...went, ...news]
    },
  }
}

export const idOf = ({ eventID = '' }: DynamoDBRecord): string => eventID
