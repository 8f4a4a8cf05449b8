import type { StreamHook, StreamMessage } from '../hook.ts'
import type { Opening } from './opening.ts'
import { outbox } from './outbox.ts'
import { answerTo, type StreamSettings } from './stream-requests.ts'
import { subscriptions } from './subscriptions.ts'

/** The receiving end: a socket, or a test. */
export interface Listener {
  tell(text: string): void
  ping(): void
  closed(code: number, reason: string): void
}

/** A listener's side of the connection. */
export interface Connection {
  /** A request; more than ten within a second end the connection. */
  receive(text: string): void
  pong(): void
  close(): void
}

/** A message on its way to a listener of its stream. */
export interface Post {
  /** The name that the listener subscribed to. */
  readonly name: string
  readonly message: StreamMessage
  /** JSON, serialised once for all listeners. */
  readonly json: string
  /** When it leaves the venue; ms. */
  readonly at: number
}

export interface OpenConnection extends Connection, StreamSettings {
  readonly isOpen: boolean
  post(post: Post): void
  /** Delivers what is due, pings, and ends the connection when its time is up. */
  run(at: number): void
  /** When the next message is due; infinite if none is on its way. */
  nextAt(): number
}

/** Binance's limits of a connection; ms. */
export const CONNECTION = {
  pingEveryMs: 3 * 60_000,
  pongWithinMs: 10 * 60_000,
  livesMs: 24 * 3_600_000,
  requestsPerSecond: 10,
} as const

interface ConnectionParts {
  now(): number
  /** How long each message takes; ms. */
  readonly delayMs: number
  readonly faults: StreamHook
}

export function openConnection(
  opening: Opening,
  listener: Listener,
  { now, delayMs, faults }: ConnectionParts,
): OpenConnection {
  const openedAt = now()
  const listened = subscriptions(opening)
  listened.add(opening.names, openedAt)
  const waiting = outbox()
  let isOpen = true
  let pingedAt = openedAt
  /** When the oldest unanswered ping was sent. */
  let unansweredSince: number | undefined
  let requests: readonly number[] = []

  const end = (code: number, reason: string) => {
    if (!isOpen) return
    isOpen = false
    listener.closed(code, reason)
  }

  const connection: OpenConnection = {
    subscriptions: listened,
    combined: opening.combined,
    get isOpen() {
      return isOpen
    },
    receive: text => {
      const at = now()
      requests = [...requests.filter(time => time > at - 1000), at]
      if (requests.length > CONNECTION.requestsPerSecond) return end(1008, 'Too many requests')
      if (isOpen) listener.tell(JSON.stringify(answerTo(text, connection, at)))
    },
    pong: () => {
      unansweredSince = undefined
    },
    close: () => {
      isOpen = false
    },
    post: ({ name, json, message, at }) => {
      if (!isOpen) return
      const fate = faults.meet(message, at)
      if (fate.cut) return end(1006, '')
      for (const lateMs of fate.deliveredAfterMs) waiting.put(at + delayMs + lateMs, { name, json })
    },
    run: at => {
      for (const { name, json } of waiting.take(at))
        if (isOpen)
          listener.tell(connection.combined ? `{"stream":${JSON.stringify(name)},"data":${json}}` : json)
      if (at >= openedAt + CONNECTION.livesMs) return end(1001, 'A connection lives for 24 hours')
      if (at - (unansweredSince ?? at) >= CONNECTION.pongWithinMs) return end(1008, 'Pong timeout')
      if (at - pingedAt < CONNECTION.pingEveryMs || !isOpen) return
      pingedAt = at
      unansweredSince ??= at
      listener.ping()
    },
    nextAt: waiting.nextAt,
  }
  return connection
}
