import { processClock } from '#runtime/clock.ts'
import { loadConfiguration } from '#runtime/configuration.ts'
import { queueFunction } from '#runtime/function.ts'
import { lazily } from '#runtime/lazily.ts'
import { createQueues } from '#runtime/queues.ts'
import { loadResources } from '#runtime/resources.ts'
import { createTelemetry } from '#runtime/telemetry.ts'
import { createDocuments } from '#state/client.ts'
import { createState } from '#state/state.ts'
import { takeSignal } from './take-signal.ts'

const clock = processClock()
const configuration = loadConfiguration(process.env)
const resources = loadResources(process.env, 'table', 'tradeQueueUrl', 'invalidQueueUrl')
const telemetry = createTelemetry(clock)
const state = createState({ documents: createDocuments(), table: resources.table, clock })
const queue = createQueues()
const desk = {
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
  await takeSignal(desk, { messageId, body })
})
