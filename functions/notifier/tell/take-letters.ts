import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Telemetry } from '#ports/telemetry.ts'
import type { Received, Told } from './tell.ts'

/** What to do with a letter, and with a letter whose group rests. */
interface Work {
  readonly tell: (received: Received) => Promise<Told>
  readonly keepBack: (received: Received, restMs: number) => Promise<void>
}

/**
 * Takes each letter of a batch in turn. A letter that is put off delays only the letters of its group in the same
 * batch; so does a failed one, which its queue redelivers.
 */
export async function takeLetters(
  telemetry: Telemetry,
  { Records }: Pick<SQSEvent, 'Records'>,
  work: Work,
): Promise<SQSBatchResponse> {
  const rests = new Map<string, number | undefined>()
  const failed: string[] = []
  for (const record of Records) {
    const group = record.attributes.MessageGroupId ?? record.messageId
    const told = await tried(telemetry, record, async received => {
      if (!rests.has(group)) return work.tell(received)
      const later = rests.get(group)
      if (later === undefined) return undefined
      await work.keepBack(received, later)
      return { later }
    })
    if (told === 'done') continue
    if (!rests.has(group)) rests.set(group, told?.later)
    failed.push(record.messageId)
  }
  return { batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) }
}

/** Undefined when it failed. */
async function tried<T>(
  telemetry: Telemetry,
  record: SQSRecord,
  work: (received: Received) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work(receivedOf(record))
  } catch (error) {
    telemetry.error('message-failed', error, { messageId: record.messageId })
    return undefined
  }
}

const receivedOf = ({ body, receiptHandle, attributes }: SQSRecord): Received => ({
  body,
  receiptHandle,
  receives: Number(attributes.ApproximateReceiveCount),
  sentAt: Number(attributes.SentTimestamp),
})
