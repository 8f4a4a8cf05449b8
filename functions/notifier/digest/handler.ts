import { createDocuments } from '#lambda/documents.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { createQueues } from '#lambda/queues.ts'
import { createTelemetry } from '#lambda/telemetry.ts'
import { processClock } from '#ports/clock.ts'
import { parseLetterQueues } from '#settings/letter-queues.ts'
import { parseNotify } from '#settings/notify.ts'
import { loadResources } from '#settings/resources.ts'
import { diaryStore } from '#table/diary.ts'
import { createState } from '#table/state.ts'
import { post } from '../post.ts'
import { digest } from './digest.ts'
import { periodOf } from './period.ts'

const clock = processClock()
const resources = loadResources(process.env, 'table', 'notify', 'letterQueueUrls', 'deployment')
const { deployment } = resources
const table = { documents: createDocuments(), table: resources.table, clock }
const telemetry = createTelemetry(clock)
const [queues, urlOf] = [createQueues(), parseLetterQueues(resources.letterQueueUrls)]
const room = {
  channels: parseNotify(resources.notify),
  queueOf: (channel: string) => queues(urlOf(channel)),
}
const context = {
  ...{ clock, deployment },
  diary: diaryStore(table),
  account: createState(table).account,
  post: (notification: Parameters<typeof post>[1]) => post(room, notification),
}

/** Sums up what was closed and refused in an hour, a day or a week, as its schedule says. */
export const handler = lambdaFunction(telemetry, (event: unknown) => digest(context, periodOf(event)))
