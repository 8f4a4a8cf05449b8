import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import type { Position } from '#domain/position.ts'
import type { Protection } from '#domain/protections/locks.ts'
import type { Change } from '#notifications/change.ts'
import { positionIdIn, toldBy } from '#notifications/told-by.ts'
import type { Diary } from '#ports/diary.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import { noteOf } from '../digest/note-of.ts'
import { type PostRoom, post } from '../post.ts'
import { changeOf } from './change-of.ts'

export interface SpreadContext extends PostRoom {
  readonly deployment: string
  readonly telemetry: Telemetry
  /** The protections that lock entries when trades close. */
  readonly protections: readonly Protection[]
  /** The item as the table holds it now; undefined if it is not there. */
  readonly position: (id: string) => Promise<Position | undefined>
  /** The diary that digests are made from. */
  readonly diary: Pick<Diary, 'note'>
}

/**
 * Turns changes of the table into notifications in the channels' queues. Stops at the first failure: that change
 * comes again with all later ones, so that no story is told out of order.
 */
export async function spreadChanges(
  context: SpreadContext,
  records: readonly DynamoDBRecord[],
): Promise<DynamoDBBatchResponse> {
  for (const record of records) {
    const sequence = record.dynamodb?.SequenceNumber ?? ''
    try {
      await spread(context, changeOf(record))
    } catch (error) {
      context.telemetry.error('change-not-told', error, { sequence })
      return { batchItemFailures: [{ itemIdentifier: sequence }] }
    }
  }
  return { batchItemFailures: [] }
}

async function spread(context: SpreadContext, change: Change): Promise<void> {
  const { deployment, protections } = context
  const positionId = positionIdIn(change)
  const position = positionId === undefined ? undefined : await context.position(positionId)
  const told = toldBy(change, { deployment, protections, position })
  for (const notification of told) await post(context, notification)
  const note = noteOf(change, told, position)
  if (note) await context.diary.note(note)
}
