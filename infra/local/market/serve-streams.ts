import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Connection } from '#paper/streams/connection.ts'
import type { Streams } from '#paper/streams/streams.ts'

/** How often the streams are run while a client is connected, at least; ms. */
const RUN_EVERY_MS = 20
/** For how long requests have the time alone after a long run, at most: one that drew a day's past took seconds. */
const LONGEST_REST_MS = 250
/** A listener sends requests for streams, and they are short; bytes. */
const LARGEST_REQUEST = 64 * 1024
/** What may wait for a listener that does not read; bytes. Beyond it the connection is ended: memory has an end, too. */
const LARGEST_BACKLOG = 8 * 1024 * 1024
/** No close frame: the connection is lost. */
const LOST = 1006
const FAILED = 1011

export interface ServedStreams {
  /** Ends all connections. */
  close(): void
}

/**
 * Serves the venue's streams to WebSocket clients, on the server that serves its HTTP. Where they fail (no prices can
 * be read), every listener's connection is ended with the reason (1011); a listener that does not read what it is told
 * loses its connection.
 */
export function serveStreams(server: Server, streams: Streams): ServedStreams {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_REQUEST })
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
    try {
      await streams.run()
    } catch (problem) {
      const reason = problem instanceof Error ? problem.message : String(problem)
      for (const socket of sockets.clients) socket.close(FAILED, reason.slice(0, 100))
    }
    isRunning = false
    if (sockets.clients.size === 0) timer = undefined
    else {
      // A large account takes its time: requests have at least as much of it as those who listen.
      const rest = Math.min(performance.now() - begunAt, LONGEST_REST_MS)
      restsUntil = performance.now() + rest
      runIn(Math.max(rest, hasNews ? 0 : Math.min(RUN_EVERY_MS, Math.max(1, streams.dueInMs()))))
    }
  }
  // What happens to an account is told at once, the market at its beats.
  streams.onNews(() => {
    hasNews = true
    if (!isRunning) runIn(Math.max(0, restsUntil - performance.now()))
  })

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // From here on the HTTP server minds this socket no longer: what is lost of it must not end the venue.
    stream.on('error', () => stream.destroy())
    let socket: WebSocket | undefined
    const connection = streams.connect(request.url ?? '/', {
      tell: text => socket && send(socket, text),
      ping: () => socket?.ping(),
      closed: (code, reason) => (code === LOST ? socket?.terminate() : socket?.close(code, reason)),
    })
    if (connection === undefined) {
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    // Also where its handshake is refused, and it never becomes a WebSocket.
    stream.on('close', () => connection.close())
    sockets.handleUpgrade(request, stream, head, opened => {
      socket = opened
      listen(opened, connection)
      if (timer === undefined) runIn(RUN_EVERY_MS)
    })
  })

  return {
    close: () => {
      clearTimeout(timer)
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}

function send(socket: WebSocket, text: string): void {
  if (socket.bufferedAmount > LARGEST_BACKLOG) socket.terminate()
  else socket.send(text)
}

function listen(socket: WebSocket, connection: Connection): void {
  socket.on('message', (data: RawData) => connection.receive(data.toString()))
  socket.on('pong', () => connection.pong())
  // A socket that breaks is closed next, which is all that there is to do about it.
  socket.on('error', () => socket.terminate())
}
