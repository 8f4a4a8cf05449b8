import type { openSocket, SocketEar } from '#binance/streams/socket.ts'
import type { Streams } from '#paper/streams/streams.ts'

/** Opens the venue's streams without a socket in between. */
export const openedAt =
  (streams: Streams): typeof openSocket =>
  (url, ear: SocketEar) => {
    const { pathname, search } = new URL(url)
    const closed = (code: number, reason: string) => ear.ended(`closed with ${code} ${reason}`.trim())
    const connection = streams.connect(`${pathname}${search}`, {
      tell: ear.text,
      ping: () => connection?.pong(),
      closed,
    })
    queueMicrotask(() => (connection ? ear.opened() : ear.ended('refused with 404')))
    return {
      send: text => connection?.receive(text),
      end: () => connection?.close(),
    }
  }
