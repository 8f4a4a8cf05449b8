import type { Server } from 'node:http'
import type { Streams } from '#paper/streams/streams.ts'
import { streamListeners } from './stream-listeners.ts'

/** Longest pause between two runs of the streams while a client is connected; ms. */
const RUN_EVERY_MS = 20
/** Longest time reserved for requests after a long run: a run that drew a day's history took seconds. */
const LONGEST_REST_MS = 250

export interface ServedStreams {
  /** Ends all connections. */
  close(): void
}

/**
 * Serves the venue's streams to WebSocket clients, on the server that serves its HTTP. If the streams fail (no prices
 * can be read), every connection is closed with the reason (1011). A listener that does not read its messages loses
 * its connection.
 */
export function serveStreams(server: Server, streams: Streams): ServedStreams {
  const listeners = streamListeners(streams)
  let timer: NodeJS.Timeout | undefined
  let isRunning = false
  let hasNews = false
  let restsUntil = 0
  const runIn = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(run, ms)
  }
  const run = async () => {
    const begunAt = performance.now()
    isRunning = true
    hasNews = false
    await streams.run().catch(listeners.fail)
    isRunning = false
    if (listeners.count() === 0) timer = undefined
    else {
      // A large account takes long: requests get at least as much time as the streams.
      const rest = Math.min(performance.now() - begunAt, LONGEST_REST_MS)
      restsUntil = performance.now() + rest
      runIn(Math.max(rest, hasNews ? 0 : Math.min(RUN_EVERY_MS, Math.max(1, streams.dueInMs()))))
    }
  }
  // Account events are sent at once, market events at the beats.
  streams.onNews(() => {
    hasNews = true
    if (!isRunning) runIn(Math.max(0, restsUntil - performance.now()))
  })

  server.on('upgrade', (request, stream, head) =>
    listeners.admit(request, stream, head, () => {
      if (timer === undefined) runIn(RUN_EVERY_MS)
    }),
  )

  return {
    close: () => {
      clearTimeout(timer)
      listeners.close()
    },
  }
}
