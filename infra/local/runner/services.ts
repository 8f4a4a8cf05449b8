import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { DynamoDBRecord } from 'aws-lambda'
import type { MarketClock } from './clock.ts'
import type { Deliverable, FromServices, ServiceCall, ServiceName, Services } from './services-protocol.ts'
import { heapLimits } from './thread-protocol.ts'

/** The services' thread, from outside: each call has the same answer as inside, later. */
export type RemoteServices = {
  readonly [Name in ServiceName]: (
    ...args: Parameters<Services[Name]>
  ) => Promise<Awaited<ReturnType<Services[Name]>>>
}

export interface LocalServices extends RemoteServices {
  /** Called with the queues' visible messages, each time that they may have changed. */
  onDeliverable(listener: (deliverable: Deliverable) => void): void
  /** Called with new records of the tables' streams. */
  onStreamed(listener: (records: readonly DynamoDBRecord[]) => void): void
  close(): Promise<void>
}

/**
 * Starts table, queues and topics in a thread of their own. Calls take effect one after the other; `run`: see
 * `LocalStackOptions`.
 */
export async function startServices(clock: MarketClock, run?: string): Promise<LocalServices> {
  const program = new URL('./services-thread.ts', import.meta.url).href
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), {
    workerData: { program, startedAt: clock.now(), run },
    resourceLimits: heapLimits,
  })
  const open = new Map<number, PromiseWithResolvers<unknown>>()
  let listener: (deliverable: Deliverable) => void = () => {}
  let hear: (records: readonly DynamoDBRecord[]) => void = () => {}
  let lastId = 0
  await once(worker, 'message')
  worker.on('message', (message: FromServices) => {
    if (message.type === 'ready') return
    if (message.deliverable) listener(message.deliverable)
    if (message.streamed) hear(message.streamed)
    const call = open.get(message.id)
    open.delete(message.id)
    if (message.ok) call?.resolve(message.value)
    else call?.reject(new Error(message.message))
  })
  worker.on('error', error => {
    for (const { reject } of open.values()) reject(error)
    open.clear()
  })
  const ask = (service: ServiceName, args: readonly unknown[]) => {
    const answered = Promise.withResolvers<unknown>()
    lastId += 1
    open.set(lastId, answered)
    worker.postMessage({ id: lastId, at: clock.now(), service, args } satisfies ServiceCall)
    return answered.promise
  }
  const remote = <Name extends ServiceName>(service: Name) =>
    ((...args: readonly unknown[]) => ask(service, args)) as RemoteServices[Name]
  return {
    ask: remote('ask'),
    createQueue: remote('createQueue'),
    createTopic: remote('createTopic'),
    followTable: remote('followTable'),
    keepTable: remote('keepTable'),
    streamRead: remote('streamRead'),
    restore: remote('restore'),
    cut: remote('cut'),
    census: remote('census'),
    messages: remote('messages'),
    visibleAt: remote('visibleAt'),
    published: remote('published'),
    setAccess: remote('setAccess'),
    judged: remote('judged'),
    onDeliverable(listen) {
      listener = listen
    },
    onStreamed(listen) {
      hear = listen
    },
    async close() {
      await worker.terminate()
      for (const { reject } of open.values()) reject(new Error('the local services were stopped'))
    },
  }
}
