import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { MarketClock } from './clock.ts'
import type { ServiceAnswer, ServiceCall, ServiceName, Services } from './services-protocol.ts'

/** The services' thread, asked from outside: each call answers as it does inside, later. */
export type RemoteServices = {
  readonly [Name in ServiceName]: (...args: Parameters<Services[Name]>) => Promise<ReturnType<Services[Name]>>
}

export interface LocalServices extends RemoteServices {
  close(): Promise<void>
}

/** Starts table, queues and topics in a thread of their own. */
export async function startServices(clock: MarketClock): Promise<LocalServices> {
  const worker = new Worker(new URL('./services-thread.ts', import.meta.url), {
    workerData: { time: clock.memory },
    execArgv: ['--enable-source-maps'],
  })
  const open = new Map<number, PromiseWithResolvers<unknown>>()
  let lastId = 0
  await once(worker, 'message')
  worker.on('message', (answer: ServiceAnswer) => {
    const call = open.get(answer.id)
    open.delete(answer.id)
    if (answer.ok) call?.resolve(answer.value)
    else call?.reject(new Error(answer.message))
  })
  worker.on('error', error => {
    for (const { reject } of open.values()) reject(error)
    open.clear()
  })
  const ask = (service: ServiceName, args: readonly unknown[]) => {
    const answered = Promise.withResolvers<unknown>()
    lastId += 1
    open.set(lastId, answered)
    worker.postMessage({ id: lastId, service, args } satisfies ServiceCall)
    return answered.promise
  }
  const remote = <Name extends ServiceName>(service: Name) =>
    ((...args: readonly unknown[]) => ask(service, args)) as RemoteServices[Name]
  return {
    createQueue: remote('createQueue'),
    createTopic: remote('createTopic'),
    census: remote('census'),
    messages: remote('messages'),
    visibleAt: remote('visibleAt'),
    published: remote('published'),
    setAccess: remote('setAccess'),
    judged: remote('judged'),
    ports: remote('ports'),
    async close() {
      await worker.terminate()
      for (const { reject } of open.values()) reject(new Error('the local services were stopped'))
    },
  }
}
