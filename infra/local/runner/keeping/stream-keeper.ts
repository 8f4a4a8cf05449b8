import type { DynamoDBRecord } from 'aws-lambda'

/** Tracks the records of tables' streams that some function has not finished. */
export interface StreamKeeper {
  /** New records, or kept ones. */
  add(records: readonly DynamoDBRecord[]): void
  /** Every function that reads these records is done with them; by id. */
  done(ids: readonly string[]): void
  /** A line for each record that came or went since the last cut, or for every record there is. */
  cut(isWhole: boolean): readonly string[]
}

export function createStreamKeeper(): StreamKeeper {
  /** In the order of their making, each as its line. */
  const lines = new Map<string, string>()
  const added = new Set<string>()
  /** Records that a former cut reported. */
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
