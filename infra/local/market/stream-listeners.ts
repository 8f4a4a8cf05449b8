import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Connection } from '#paper/streams/connection.ts'
import type { Streams } from '#paper/streams/streams.ts'

/** Listeners only send short requests for streams; bytes. */
const LARGEST_REQUEST = 64 * 1024
/**
 * Limit of unread messages for a listener that does not read; bytes. Beyond it the connection is ended, to save
 * memory.
 */
const LARGEST_BACKLOG = 8 * 1024 * 1024
/** No close frame: the connection is lost. */
const LOST = 1006
const FAILED = 1011

/** The WebSocket clients of the venue's streams, whatever carries their bytes. */
export interface StreamListeners {
  /** Accepts a client, or answers 404; calls `opened` once it listens. */
  admit(request: IncomingMessage, stream: Duplex, head: Buffer, opened: () => void): void
  count(): number
  /** Closes every connection with the reason: nothing more will come. */
  fail(problem: unknown): void
  /** Ends every connection at once. */
  close(): void
}

export function streamListeners(streams: Pick<Streams, 'connect'>): StreamListeners {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_REQUEST })
  return {
    admit(request, stream, head, opened) {
      // From here on the server no longer handles this socket's errors: they must not end the venue.
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
      // Also if its handshake is refused and it never becomes a WebSocket.
      stream.on('close', () => connection.close())
      sockets.handleUpgrade(request, stream, head, admitted => {
        socket = admitted
        listen(admitted, connection)
        opened()
      })
    },
    count: () => sockets.clients.size,
    fail(problem) {
      const reason = problem instanceof Error ? problem.message : String(problem)
      for (const socket of sockets.clients) socket.close(FAILED, reason.slice(0, 100))
    },
    close() {
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
  // A broken socket closes next, and that needs no more handling.
  socket.on('error', () => socket.terminate())
}
