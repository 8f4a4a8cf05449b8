import type { Position } from '#domain/position.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { readVenueLedger } from '#paper/session/venue-ledger.ts'
import type { LocalStack } from '../runner/stack.ts'

/** Orders of a position may precede its record by up to this much. */
const beforeMs = 60_000

/**
 * The venue's own books of every symbol, as of the last look, back to `since` (milliseconds) or to the first of these
 * positions.
 */
export async function readBooks(
  stack: Pick<LocalStack, 'documents' | 'table' | 'clock'>,
  positions: readonly Position[],
  since: number,
): Promise<readonly VenueLedger[]> {
  const store = dynamoVenueStore(stack)
  const from = Math.min(since, ...positions.map(({ createdAt }) => createdAt)) - beforeMs
  const records = await store.symbols()
  return Promise.all(
    [...records.values()].map(({ value }) => readVenueLedger(store, value, { from, to: value.cursor })),
  )
}
