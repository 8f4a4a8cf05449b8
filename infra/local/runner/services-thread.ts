/** The thread of the table (dynalite) and of the queues and topics (fauxqs), in market time. */
import type { Server } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { createAccess } from '../access/access.ts'
import { refusalOf } from '../access/refusal.ts'
import { installMarketDate } from '../market/market-date.ts'
import { askServer } from './in-process-server.ts'
import { queuesKept, restoreQueues } from './keeping/queue-keeper.ts'
import { createStreamKeeper } from './keeping/stream-keeper.ts'
import { createTableKeeper } from './keeping/table-keeper.ts'
import { onLoopback } from './on-loopback.ts'
import { askNetwork, type OutsideAnswer, type OutsideRequest } from './outside.ts'
import { region } from './resolve.ts'
import { installSeededChance } from './seeded-chance.ts'
import type { FromServices, QueueCensus, Service, ServiceCall, Services } from './services-protocol.ts'
import { createTableStreams } from './streams/table-streams.ts'

const port = parentPort
if (!port) throw new Error('services-thread.ts runs as a worker thread of the local run, not by itself')
const { startedAt, run = '' } = workerData as { readonly startedAt: number; readonly run?: string }
let at = startedAt
installMarketDate(() => at)
installSeededChance(`services${run}`)

const { startFauxqs } = await import('fauxqs')
const { default: dynalite } = await import('dynalite')
/** More than any run publishes. */
const bufferSize = 100_000
const queues = await onLoopback(() =>
  startFauxqs({ port: 0, defaultRegion: region, logger: false, messageSpies: { bufferSize } }),
)
const database: Server = dynalite({ createTableMs: 0 })
const askTable = (request: OutsideRequest) => askServer(database, request)
// Numbers continue after everything that an earlier run made.
const streams = createTableStreams(askTable, startedAt * 1000)
const keeper = createTableKeeper(askTable)
const streamKeeper = createStreamKeeper()
let isKept = false
/** The queues at their last cut, as text. */
let queuesCut = ''
const access = createAccess({ callers: {}, keyOf: {} })
const say = (message: FromServices) => port.postMessage(message)
const queueNames: string[] = []

const services: Services = {
  ask,
  createQueue(name, attributes) {
    queues.createQueue(name, { attributes: { ...attributes } })
    queueNames.push(name)
  },
  createTopic: name => void queues.createTopic(name),
  followTable: streams.follow,
  keepTable(table) {
    keeper.follow(table)
    isKept = true
  },
  streamRead: streamKeeper.done,
  async restore({ items, queues: kept, streamed }) {
    streamKeeper.add(streamed)
    await keeper.restore(items)
    restoreQueues(queues, queueNames, kept, at)
  },
  async cut(isWhole) {
    const items = await keeper.cut(isWhole, at)
    const held = JSON.stringify({ queues: queuesKept(queues, queueNames) })
    const isSame = held === queuesCut
    queuesCut = held
    const changed = [...items, ...streamKeeper.cut(isWhole)]
    return isSame && !isWhole ? changed : [...changed, held]
  },
  census: () => Object.fromEntries(queueNames.map(name => [name, census(name)])),
  messages(name) {
    const { ready, delayed, inflight } = messagesOf(name)
    return [...ready, ...delayed, ...inflight.map(({ message }) => message)].map(message => ({
      body: message.body,
      receiveCount: message.approximateReceiveCount,
      groupId: message.messageGroupId,
    }))
  },
  visibleAt: (name, receiptHandle) =>
    messagesOf(name).inflight.find(each => each.receiptHandle === receiptHandle)?.visibilityDeadline,
  published: () =>
    queues.spy
      .getAllMessages()
      .filter(message => message.service === 'sns')
      .map(({ topicArn, body }) => ({ topicArn, message: body })),
  setAccess: access.setRules,
  judged: access.judged,
}

async function ask(service: Service, request: OutsideRequest): Promise<OutsideAnswer> {
  const refused = refusalOf(request, access)
  if (refused) return refused
  if (service === 'dynamodb') {
    keeper.note(request)
    return streams.pass(request, at)
  }
  const { pathname } = new URL(request.url)
  return askNetwork({ ...request, url: `http://127.0.0.1:${queues.port}${pathname}` })
}

function messagesOf(name: string) {
  const queue = queues.inspectQueue(name)
  if (!queue) throw new Error(`there is no queue ${name}; there are ${queueNames.join(', ')}`)
  return queue.messages
}

function census(name: string): QueueCensus {
  const { ready, inflight } = messagesOf(name)
  const sentAt = [...ready, ...inflight.map(({ message }) => message)].map(message => message.sentTimestamp)
  const locked = new Set(inflight.map(({ message }) => message.messageGroupId).filter(Boolean))
  return {
    deliverable: ready.filter(({ messageGroupId }) => !messageGroupId || !locked.has(messageGroupId)).length,
    inFlight: inflight.length,
    oldestSentAt: sentAt.length > 0 ? Math.min(...sentAt) : undefined,
  }
}

function deliverable() {
  return Object.fromEntries(queueNames.map(name => [name, census(name).deliverable]))
}

async function answer({ id, service, args, at: now }: ServiceCall): Promise<void> {
  at = now
  const stirs = service === 'ask' && args[0] === 'queues'
  try {
    const value = await (services[service] as (...given: readonly unknown[]) => unknown)(...args)
    const streamed = streams.take()
    if (isKept) streamKeeper.add(streamed)
    const more = {
      ...(stirs && { deliverable: deliverable() }),
      ...(streamed.length > 0 && { streamed }),
    }
    say({ type: 'answer', id, ok: true, value, ...more })
  } catch (error) {
    say({ type: 'answer', id, ok: false, message: error instanceof Error ? error.message : String(error) })
  }
}

let last = Promise.resolve()
port.on('message', (call: ServiceCall) => {
  last = last.then(() => answer(call))
})
say({ type: 'ready' })
