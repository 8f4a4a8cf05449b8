import { timing } from '#domain/timing.ts'
import type { Channel } from '#notifications/channels.ts'
import { type Notification, orderedBy } from '#notifications/notification.ts'
import type { Deliver } from '#notifications/services/service.ts'
import { createMemory } from '../../functions/notifier/tell/memory.ts'
import { takeLetters } from '../../functions/notifier/tell/take-letters.ts'
import { keepBack, tell } from '../../functions/notifier/tell/tell.ts'
import { recordingTelemetry } from '../in-process/recording-telemetry.ts'
import { aReceiver, channels, secrets } from '../notifications/receiver.ts'

interface Message {
  readonly id: string
  readonly group: string
  readonly body: string
  readonly sentAt: number
  visibleAt: number
  receives: number
}

interface Options {
  readonly start: number
  /** How far the services' time is ahead of the market's. */
  readonly worldAheadMs?: number
  readonly channels?: readonly Channel[]
  readonly credentials?: (anew?: 'anew') => Promise<Readonly<Record<string, string>>>
  readonly deliver?: (deliver: Deliver) => Deliver
}

/** A FIFO queue for each channel as on SQS, in time that a test moves, and the function that tells their messages. */
export function aTeller({ start, ...options }: Options) {
  let now = start
  const receiver = aReceiver()
  const told = recordingTelemetry()
  const queues = new Map<string, Message[]>()
  const dead: { readonly channel: string; readonly body: Readonly<Record<string, unknown>> }[] = []
  const queueOf = (channel: string) => queues.get(channel) ?? []
  const memory = { current: createMemory() }
  const find = (channel: string, handle: string) => queueOf(channel).find(({ id }) => id === handle)
  const boxesOf = (channel: string) => ({
    inbox: {
      async handBack(handle: string, restMs: number) {
        if (restMs % 1_000 !== 0 || restMs > 12 * 3_600_000)
          throw new Error(`SQS keeps nothing for ${restMs} ms`)
        const message = find(channel, handle)
        if (message) message.visibleAt = now + restMs
      },
    },
    dead: {
      async send(body: unknown) {
        dead.push({ channel, body: body as Readonly<Record<string, unknown>> })
      },
    },
  })
  const deliver = options.deliver?.(receiver.deliver) ?? receiver.deliver
  const context = () => ({
    clock: { now: () => now, sleep: async () => {} },
    world: { now: () => now + (options.worldAheadMs ?? 0) },
    telemetry: told.telemetry,
    channels: options.channels ?? channels,
    credentials: options.credentials ?? (async () => secrets),
    ...{ deliver, boxesOf, memory: memory.current },
  })

  /** The messages that Lambda gets: visible ones of groups of which none is with it already, oldest first. */
  function batchOf(channel: string): readonly Message[] {
    const held = new Set(
      queueOf(channel)
        .filter(({ visibleAt }) => visibleAt > now)
        .map(({ group }) => group),
    )
    return queueOf(channel)
      .filter(({ group }) => !held.has(group))
      .slice(0, 10)
  }

  async function poll(channel: string): Promise<boolean> {
    const batch = batchOf(channel)
    for (const message of batch) {
      message.receives += 1
      message.visibleAt = now + timing.visibility.notifications
    }
    const Records = batch.map(({ id, group, body, receives, sentAt }) => ({
      ...{ messageId: id, receiptHandle: id, body },
      attributes: {
        ...{
          ApproximateReceiveCount: String(receives),
          SentTimestamp: String(sentAt),
          MessageGroupId: group,
        },
      },
    }))
    const { batchItemFailures } = await takeLetters(told.telemetry, { Records } as never, {
      tell: received => tell(context(), received),
      keepBack: (received, restMs) => keepBack(context(), received, restMs),
    })
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    const done = batch.filter(({ id }) => !failed.has(id))
    queues.set(
      channel,
      queueOf(channel).filter(message => !done.includes(message)),
    )
    return batch.length > 0
  }

  return {
    ...{ receiver, told, dead },
    now: () => now,
    waiting: (channel: string) => queueOf(channel).length,
    /** A new process takes over, without the former one's memory. */
    restart: () => void Object.assign(memory, { current: createMemory() }),
    send(channel: string, ...notifications: readonly Notification[]) {
      const sent = notifications.map(
        (notification): Message => ({
          ...{ id: `${channel}/${notification.id}`, group: orderedBy(notification), receives: 0 },
          body: JSON.stringify({ v: 1, channel, notification }),
          ...{ sentAt: now, visibleAt: now },
        }),
      )
      queues.set(channel, [...queueOf(channel), ...sent])
    },
    /** A message that no function of ours put there. */
    sendText(channel: string, body: string) {
      const message = { id: body, group: 'x', body, sentAt: now, visibleAt: now, receives: 0 }
      queues.set(channel, [...queueOf(channel), message])
    },
    /** Lets time pass, and tells every message that falls due. */
    async pass(ms: number) {
      const end = now + ms
      for (;;) {
        for (const channel of queues.keys()) while (await poll(channel));
        const next = Math.min(
          ...[...queues.values()]
            .flat()
            .map(({ visibleAt }) => visibleAt)
            .filter(at => at > now),
        )
        if (!(next <= end)) break
        now = Math.max(now, next)
      }
      now = end
    },
  }
}
