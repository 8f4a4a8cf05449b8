import type { SQSEvent } from 'aws-lambda'
import { channelCredentialsReader } from '#lambda/channel-credentials.ts'
import { deliver } from '#lambda/deliver.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { createQueues } from '#lambda/queues.ts'
import { createTelemetry } from '#lambda/telemetry.ts'
import { processClock, worldClock } from '#ports/clock.ts'
import { parseNotify } from '#settings/notify.ts'
import { parseBoxes } from '#settings/notify-boxes.ts'
import { loadResources } from '#settings/resources.ts'
import { createMemory } from './memory.ts'
import { takeLetters } from './take-letters.ts'
import { keepBack, tell } from './tell.ts'

const clock = processClock()
const resources = loadResources(process.env, 'notify', 'notifySecretId', 'notifyBoxes')
const channels = parseNotify(resources.notify)
const boxes = parseBoxes(resources.notifyBoxes)
const telemetry = createTelemetry(clock)
const queues = createQueues()
const context = {
  ...{ clock, world: worldClock(), telemetry, channels, deliver },
  credentials: channelCredentialsReader(resources.notifySecretId, clock),
  boxesOf: (channel: string) => ({ inbox: queues(boxes(channel).url), dead: queues(boxes(channel).deadUrl) }),
  memory: createMemory(),
}

/** Delivers the letters in the channels' queues to their services. */
export const handler = lambdaFunction(telemetry, (event: SQSEvent) =>
  takeLetters(telemetry, event, {
    tell: received => tell(context, received),
    keepBack: (received, restMs) => keepBack(context, received, restMs),
  }),
)
