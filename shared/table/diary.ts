import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Diary, DiaryNote } from '#ports/diary.ts'
import { itemVersion, putIf, type Table } from './table.ts'

const dayMs = 24 * 3_600_000
/** A weekly digest may come late; nothing reads older entries. */
const keptSeconds = 40 * 24 * 3600

const partitionOf = (at: number): string => `DIARY#${new Date(at).toISOString().slice(0, 10)}`
const sortKeyOf = (note: DiaryNote): string =>
  note.note === 'closed' ? `CLOSED#${note.positionId}` : `REFUSED#${note.signalId}`

/** Each counted thing is an item of its UTC day, under its own id: telling it again writes the same item. */
export const diaryStore = (table: Table): Diary => ({
  async note(note) {
    const item = {
      pk: partitionOf(note.at),
      sk: sortKeyOf(note),
      v: itemVersion,
      expiresAt: Math.floor(note.at / 1000) + keptSeconds,
      body: note,
    }
    // A known result replaces an unknown one, never the other way round.
    const isKnown = note.note === 'closed' && note.result !== undefined
    if (isKnown)
      await putIf(table, item, 'attribute_not_exists(pk) OR body.note = :note', { ':note': 'closed' })
    else await putIf(table, item, 'attribute_not_exists(pk)')
  },
  async between(from, until) {
    const first = Math.floor(from / dayMs)
    const days = Array.from({ length: Math.ceil(until / dayMs) - first }, (_, n) => (first + n) * dayMs)
    const notes = await Promise.all(days.map(day => notesOf(table, partitionOf(day))))
    return notes.flat().filter(({ at }) => at >= from && at < until)
  },
})

async function notesOf({ documents, table }: Table, partition: string): Promise<readonly DiaryNote[]> {
  const notes: DiaryNote[] = []
  let from: Record<string, unknown> | undefined
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': partition },
        ...(from && { ExclusiveStartKey: from }),
      }),
    )
    notes.push(...(page.Items ?? []).map(item => item.body as DiaryNote))
    from = page.LastEvaluatedKey
  } while (from !== undefined)
  return notes
}
