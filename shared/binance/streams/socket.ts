import { timing } from '#domain/timing.ts'
import WebSocket, { type RawData } from '#ws'

/** Events of a connection; nothing follows `ended`, which comes once. */
export interface SocketEar {
  opened(): void
  text(text: string): void
  /** The connection ended, or never opened; `why` names no address. */
  ended(why: string): void
}

export interface Socket {
  send(text: string): void
  /** Ends it at once, without an event. */
  end(): void
}

/** Real milliseconds: the network knows no other time. */
export interface SocketPatience {
  readonly open: number
  readonly ping: number
  readonly silent: number
}

/** Most bytes of a message; real ones are far shorter. */
const longest = 1_048_576

/**
 * A connection to streams. It answers pings, and sends its own: a dead connection answers none, so one that is silent
 * for too long counts as lost.
 */
export function openSocket(url: string, ear: SocketEar, patience: SocketPatience = timing.streams): Socket {
  const socket = new WebSocket(url, {
    handshakeTimeout: patience.open,
    perMessageDeflate: false,
    maxPayload: longest,
  })
  let heardAt = performance.now()
  let isOver = false
  const heard = () => {
    heardAt = performance.now()
  }
  const end = (why: string) => {
    if (isOver) return
    isOver = true
    clearInterval(pinging)
    socket.terminate()
    ear.ended(why)
  }
  const pinging = setInterval(() => {
    const silentMs = performance.now() - heardAt
    if (silentMs > patience.silent) end(`silent for ${Math.round(silentMs / 1000)} s`)
    else if (socket.readyState === WebSocket.OPEN) socket.ping()
  }, patience.ping)

  socket.on('open', () => {
    heard()
    if (!isOver) ear.opened()
  })
  socket.on('message', (data: RawData) => {
    heard()
    if (!isOver) ear.text(data.toString())
  })
  socket.on('ping', heard)
  socket.on('pong', heard)
  // A close with 1006 follows: only this event has the reason.
  socket.on('error', error => end(error.message))
  socket.on('close', (code, reason) => end(`closed with ${code} ${reason.toString()}`.trim()))
  return {
    send: text => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    end: () => end('no longer wanted'),
  }
}
