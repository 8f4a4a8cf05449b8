/** The thread in which the table (dynalite) and the queues and topics (fauxqs) live, in the market's time. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { createAccess } from '../access/access.ts'
import { openGate } from '../access/gate.ts'
import { installMarketDate } from '../market/market-date.ts'
import { onLoopback } from './on-loopback.ts'
import { region } from './resolve.ts'
import type { QueueCensus, ServiceAnswer, ServiceCall, Services } from './services-protocol.ts'
import { sharedTime } from './shared-time.ts'

const port = parentPort
if (!port) throw new Error('services-thread.ts runs as a worker thread of the local run, not by itself')
const time = sharedTime((workerData as { time: SharedArrayBuffer }).time)
installMarketDate(() => Math.floor(time.read()))

const { startFauxqs } = await import('fauxqs')
const { default: dynalite } = await import('dynalite')
/** More than any run publishes. */
const bufferSize = 100_000
const queues = await onLoopback(() =>
  startFauxqs({ port: 0, defaultRegion: region, logger: false, messageSpies: { bufferSize } }),
)
const database: Server = dynalite({ createTableMs: 0 })
// Longer than any client rests between two requests: a connection that closes under one is an error.
database.keepAliveTimeout = 3_600_000
await new Promise<void>(resolve => database.listen(0, '127.0.0.1', resolve))
const access = createAccess({ callers: {}, keyOf: {} })
const gates = {
  dynamodb: await openGate((database.address() as AddressInfo).port, access),
  queues: await openGate(queues.port, access),
}
const queueNames: string[] = []

const services: Services = {
  createQueue(name, attributes) {
    queues.createQueue(name, { attributes: { ...attributes } })
    queueNames.push(name)
  },
  createTopic: name => void queues.createTopic(name),
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
  ports: () => ({ dynamodb: gates.dynamodb.port, queues: gates.queues.port }),
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

port.on('message', ({ id, service, args }: ServiceCall) => {
  const answer = (answered: ServiceAnswer) => port.postMessage(answered)
  try {
    answer({ id, ok: true, value: (services[service] as (...given: readonly unknown[]) => unknown)(...args) })
  } catch (error) {
    answer({ id, ok: false, message: error instanceof Error ? error.message : String(error) })
  }
})
port.postMessage('ready')
