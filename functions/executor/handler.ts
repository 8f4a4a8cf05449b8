import { parseTradeMessage } from '#domain/messages.ts'
import { isAskedToWait } from '#exchange/failure.ts'
import { PositionBusy } from '#protection/desk.ts'
import { exchangeDesk } from '#runtime/exchange-desk.ts'
import { queueFunction } from '#runtime/function.ts'
import { createQueues } from '#runtime/queues.ts'
import { loadResources } from '#runtime/resources.ts'
import { watchStarter } from '#runtime/watch.ts'
import { takeTrade } from './take-trade.ts'

const resources = loadResources(process.env, 'closeQueueUrl', 'watchArn')
const { telemetry, run } = exchangeDesk(process.env)
const closeQueue = createQueues()(resources.closeQueueUrl)
const startWatch = watchStarter(resources.watchArn)

/** Takes accepted signals from the trade queue, one symbol after the other: opens, protects, records. */
export const handler = queueFunction(telemetry, 'fifo', ({ body }, { awsRequestId }) =>
  run(async desk => {
    await desk.checkKey()
    await takeTrade({ ...desk, closeQueue, startWatch, holder: awsRequestId }, parseTradeMessage(body))
  }).catch(error => {
    // Tried again by the queue; what is at the symbol just now, or that the exchange asks to wait, is no failure yet.
    if (!(error instanceof PositionBusy) && !isAskedToWait(error)) telemetry.count('EntryFailed')
    throw error
  }),
)
