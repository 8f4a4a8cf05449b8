import { paginateScan } from '@aws-sdk/lib-dynamodb'
import type { Verdict } from '#ports/state.ts'
import type { Connection } from '../../connect/connection.ts'
import { signalShown } from '../read/signals-shown.ts'
import type { SignalShown } from '../shown/signal.ts'

/** The parts of a verdict that the page shows: messages and decisions, which are most of its size, are left out. */
const fields = [
  ...['signalId', 'verdict', 'reason', 'detail', 'source', 'symbol', 'action', 'confidence'],
  ...['positionId', 'failure', 'at'],
] as const satisfies readonly (keyof Verdict)[]

/** Every signal in the table, and the read units that reading cost. Reads the whole table. */
export async function scanSignals({ documents, table }: Pick<Connection, 'documents' | 'table'>): Promise<{
  readonly signals: readonly SignalShown[]
  readonly units: number
}> {
  const names = Object.fromEntries(fields.map(field => [`#${field}`, field]))
  const pages = paginateScan(
    { client: documents },
    {
      TableName: table,
      FilterExpression: 'begins_with(pk, :signal) AND sk = :alone',
      ProjectionExpression: fields.map(field => `#body.#${field}`).join(', '),
      ExpressionAttributeNames: { '#body': 'body', ...names },
      ExpressionAttributeValues: { ':signal': 'SIGNAL#', ':alone': 'ITEM' },
      ReturnConsumedCapacity: 'TOTAL',
    },
  )
  const signals: SignalShown[] = []
  let units = 0
  for await (const { Items = [], ConsumedCapacity } of pages) {
    units += ConsumedCapacity?.CapacityUnits ?? 0
    signals.push(...Items.map(({ body }) => signalShown(body as Verdict)))
  }
  return { signals, units }
}
