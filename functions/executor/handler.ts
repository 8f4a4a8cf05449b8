import { parseTradeMessage } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import { exchangeDesk } from '#runtime/exchange-desk.ts'
import { queueFunction } from '#runtime/function.ts'
import { createQueues } from '#runtime/queues.ts'
import { loadResources } from '#runtime/resources.ts'
import { watchStarter } from '#runtime/watch.ts'
import { deliver } from './deliver.ts'
import { takeTrade } from './take-trade.ts'

const resources = loadResources(process.env, 'tradeQueueUrl', 'closeQueueUrl', 'watchArn')
const { run, ...desk } = exchangeDesk(process.env, timing.functions.executor)
const queue = createQueues()
const [trades, closeQueue] = [queue(resources.tradeQueueUrl), queue(resources.closeQueueUrl)]
const startWatch = watchStarter(resources.watchArn)

/** Takes accepted signals from the trade queue, one symbol after the other: opens, protects, records. */
export const handler = queueFunction(desk.telemetry, 'fifo', ({ body, receiptHandle }, { awsRequestId }) => {
  const message = parseTradeMessage(body)
  const handBack = (restMs: number) => trades.handBack(receiptHandle, restMs)
  return deliver(desk, { message, handBack }, () =>
    run(async opened => {
      await opened.checkKey()
      await takeTrade({ ...opened, closeQueue, startWatch, holder: awsRequestId }, message)
    }),
  )
})
