import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb'
import type { Position } from '#domain/position.ts'
import type { StoredEntry, Verdict } from '#ports/state.ts'

/** What the table holds on positions and signals. */
export interface Records {
  readonly positions: readonly Position[]
  /** One per message that arrived, repeats included. */
  readonly verdicts: readonly Verdict[]
  /** Position id → its journal, in order. */
  readonly journals: Journals
}

/** A map, or a reader that fetches one journal at a time. */
export interface Journals extends Iterable<readonly [string, readonly StoredEntry[]]> {
  get(id: string): readonly StoredEntry[] | undefined
}

/** Reads the whole table: after a run, or for an operator's question about all of it. */
export async function readRecords(
  documents: DynamoDBDocumentClient,
  table: string,
): Promise<Records & { readonly journals: ReadonlyMap<string, readonly StoredEntry[]> }> {
  const positions: Position[] = []
  const verdicts: Verdict[] = []
  const journals = new Map<string, StoredEntry[]>()
  for await (const page of paginateScan({ client: documents }, { TableName: table, ConsistentRead: true })) {
    for (const item of page.Items ?? []) {
      const [kind, id = ''] = String(item.pk).split('#')
      if (kind === 'POSITION') {
        if (isPosition(item.body)) positions.push(item.body)
        // Read in the order of their keys, which is the journal's order.
        else storyOf(journals, id).push(item.body as StoredEntry)
      }
      if (kind === 'SIGNAL') verdicts.push(item.body as Verdict)
    }
  }
  return { ...inOrder(positions, verdicts), journals }
}

/** By time; equal times in the order of their keys. */
export const inOrder = (positions: Position[], verdicts: Verdict[]): Omit<Records, 'journals'> => ({
  positions: positions.sort((a, b) => a.createdAt - b.createdAt),
  verdicts: verdicts.sort((a, b) => a.at - b.at),
})

function storyOf(journals: Map<string, StoredEntry[]>, id: string): StoredEntry[] {
  const story = journals.get(id) ?? []
  journals.set(id, story)
  return story
}

/** A position's journal is under the same key. */
export const isPosition = (body: unknown): body is Position =>
  typeof body === 'object' && body !== null && 'signalId' in body && 'entry' in body
