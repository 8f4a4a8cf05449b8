import type { DynamoDBBatchResponse, DynamoDBStreamEvent, SNSEvent } from 'aws-lambda'
import { createDocuments } from '#lambda/documents.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { createQueues } from '#lambda/queues.ts'
import { createTelemetry } from '#lambda/telemetry.ts'
import { processClock } from '#ports/clock.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { parseLetterQueues } from '#settings/letter-queues.ts'
import { parseNotify } from '#settings/notify.ts'
import { loadResources } from '#settings/resources.ts'
import { diaryStore } from '#table/diary.ts'
import { createState } from '#table/state.ts'
import { post } from '../post.ts'
import { alarmIn } from './alarm.ts'
import { spreadChanges } from './spread-changes.ts'

const clock = processClock()
const resources = loadResources(process.env, 'table', 'notify', 'letterQueueUrls', 'deployment')
const { deployment } = resources
const table = { documents: createDocuments(), table: resources.table, clock }
const telemetry = createTelemetry(clock)
const { positions } = createState(table)
const [queues, urlOf] = [createQueues(), parseLetterQueues(resources.letterQueueUrls)]
const context = {
  telemetry,
  deployment,
  channels: parseNotify(resources.notify),
  protections: loadConfiguration(process.env).protections,
  queueOf: (channel: string) => queues(urlOf(channel)),
  diary: diaryStore(table),
  position: async (id: string) => (await positions.read(id))?.item,
}

/** Takes changes of the table, and alarms from the topic, to the channels' queues. */
export const handler = lambdaFunction(
  telemetry,
  async (event: DynamoDBStreamEvent | SNSEvent): Promise<DynamoDBBatchResponse> => {
    const changes = event.Records.flatMap(record => ('dynamodb' in record ? [record] : []))
    for (const record of event.Records) {
      const alarm = 'Sns' in record ? alarmIn(record.Sns.Message, deployment) : undefined
      if (alarm) await post(context, alarm)
    }
    return spreadChanges(context, changes)
  },
)
