import { parseTradeMessage } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import { queueFunction } from '#lambda/function.ts'
import { createQueues } from '#lambda/queues.ts'
import { watchStarter } from '#lambda/watch.ts'
import { wireFunction } from '#lambda/wiring.ts'
import { loadResources } from '#settings/resources.ts'
import { deliver } from './deliver.ts'
import { takeTrade } from './take-trade.ts'

const resources = loadResources(process.env, 'tradeQueueUrl', 'closeQueueUrl', 'watchArn')
const { run, ...context } = wireFunction(process.env, timing.functions.executor)
const queue = createQueues()
const [trades, closeQueue] = [queue(resources.tradeQueueUrl), queue(resources.closeQueueUrl)]
const startWatch = watchStarter(resources.watchArn)

/** Takes accepted signals from the trade queue, each symbol's in order: opens, protects, records. */
export const handler = queueFunction(
  context.telemetry,
  'fifo',
  ({ body, receiptHandle }, { awsRequestId }) => {
    const message = parseTradeMessage(body)
    const handBack = (restMs: number) => trades.handBack(receiptHandle, restMs)
    return deliver(context, { message, handBack }, () =>
      run(async opened => {
        await opened.checkKey()
        await takeTrade({ ...opened, closeQueue, startWatch, holder: awsRequestId }, message)
      }),
    )
  },
)
