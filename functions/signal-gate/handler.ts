import { bundledConfiguration } from '#lambda/bundled-for.ts'
import { createDocuments } from '#lambda/documents.ts'
import { queueFunction } from '#lambda/function.ts'
import { lazily } from '#lambda/lazily.ts'
import { createQueues } from '#lambda/queues.ts'
import { createTelemetry } from '#lambda/telemetry.ts'
import { processClock } from '#ports/clock.ts'
import { loadResources } from '#settings/resources.ts'
import { createState } from '#table/state.ts'
import { takeSignal } from './take-signal.ts'

const clock = processClock()
const configuration = bundledConfiguration(process.env)
const resources = loadResources(process.env, 'table', 'tradeQueueUrl', 'invalidQueueUrl')
const telemetry = createTelemetry(clock)
const state = createState({ documents: createDocuments(), table: resources.table, clock })
const queue = createQueues()
const context = {
  clock,
  configuration,
  telemetry,
  state,
  tradeQueue: queue(resources.tradeQueueUrl),
  invalidQueue: queue(resources.invalidQueueUrl),
}
const openAccount = lazily(() => state.account.open(configuration.venue, configuration.killSwitch))

/** Takes signals from the signal queue: checks, judges, records, and passes the accepted ones on. */
export const handler = queueFunction(telemetry, 'standard', async ({ messageId, body }) => {
  await openAccount()
  await takeSignal(context, { messageId, body })
})
