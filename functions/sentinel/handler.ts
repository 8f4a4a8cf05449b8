import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import type { Rest } from '#domain/rest.ts'
import { timing } from '#domain/timing.ts'
import { bundledConfiguration } from '#lambda/bundled-for.ts'
import { counted } from '#lambda/counted.ts'
import { createDocuments } from '#lambda/documents.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { sentinelStarter } from '#lambda/sentinel.ts'
import { withSharedRest } from '#lambda/shared-rest.ts'
import { createTelemetry } from '#lambda/telemetry.ts'
import { venueStream } from '#lambda/venue-stream.ts'
import { watchWaker } from '#lambda/watch.ts'
import { processClock } from '#ports/clock.ts'
import type { Listening } from '#ports/venue-stream.ts'
import { loadResources } from '#settings/resources.ts'
import { stackVariables } from '#settings/stack-variables.ts'
import { createState } from '#table/state.ts'
import { listen } from './listen.ts'

const clock = processClock()
const configuration = bundledConfiguration(process.env)
const resources = loadResources(process.env, 'table', 'watchArn', 'sentinel')
const { table } = resources
const telemetry = createTelemetry(clock)
const documents = createDocuments()
const state = createState({ documents, table, clock })
const access = { configuration, clock, documents, table, telemetry, timeoutMs: timing.request }
const stream = venueStream(process.env, access)
const sharesAddress = process.env[stackVariables.fixedEgress] === 'true'

async function report(exchange: Pick<Listening, 'rest' | 'heed' | 'drainUsage'>): Promise<void> {
  const nothing = async () => {}
  const at = { exchange, state, clock, telemetry }
  await counted(at, () => (sharesAddress ? withSharedRest(at, nothing) : nothing()))
  if (telemetry.metrics.hasStoredMetrics()) telemetry.metrics.publishStoredMetrics()
}

async function rests(): Promise<readonly Rest[]> {
  if (!sharesAddress) return []
  return state.rest.read().catch(error => {
    telemetry.error('rest-unread', error, {})
    return []
  })
}

const context = {
  ...{ clock, state, telemetry, stream, rests, report },
  wakeWatch: watchWaker(resources.watchArn),
  startSentinel: sentinelStarter(resources.sentinel),
}
/** The watch and the executor start a sentinel without a name; a sentinel starts its successor with its own name. */
const start = z.object({ after: z.string().optional() })

/** Hears what happens on the exchange, and wakes the watch to look at it at once. */
export const handler = lambdaFunction(telemetry, (event: unknown) =>
  // Lambda may deliver one start twice, under one request id: those are still two sentinels.
  listen({ ...context, holder: randomUUID() }, start.parse(event)),
)
