import { paginateScan } from '@aws-sdk/lib-dynamodb'
import type { Verdict } from '#state/port.ts'
import type { Room } from './room.ts'

/** Every verdict that the table still holds, those on repeats included, oldest first. Reads the whole table. */
export async function allVerdicts({ documents, table }: Room): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  const scan = {
    TableName: table,
    ConsistentRead: true,
    FilterExpression: 'begins_with(pk, :signal)',
    ExpressionAttributeValues: { ':signal': 'SIGNAL#' },
  }
  for await (const page of paginateScan({ client: documents }, scan)) {
    verdicts.push(...(page.Items ?? []).map(item => item.body as Verdict))
  }
  return verdicts.sort((a, b) => a.at - b.at)
}
