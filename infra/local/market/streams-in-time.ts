import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { Streams } from '#paper/streams/streams.ts'
import type { MarketClock } from '../runner/clock.ts'
import type { Connect, Connected, OutsideRequest, WireEar } from '../runner/outside.ts'
import { streamListeners } from './stream-listeners.ts'

/** Marks are sent once a second, and recorded prices move no more often; ms. */
const beatMs = 1_000

/**
 * Runs the venue's streams in market time: at each beat while a client listens, when a message on its way is due, and
 * at once when an account has news. Returns how a client connects to them without a socket.
 */
export function streamsInTime(clock: Pick<MarketClock, 'now' | 'at' | 'within'>, streams: Streams): Connect {
  const listeners = streamListeners(streams)
  let cancel = () => {}
  let isRunning = false
  let hasNews = false

  const runAt = (time: number) => {
    cancel()
    cancel = clock.at(time, () => void run())
  }
  async function run(): Promise<void> {
    isRunning = true
    hasNews = false
    await clock.within(async () => {
      await streams.run().catch(listeners.fail)
      await written()
    })
    isRunning = false
    if (listeners.count() === 0) return
    const now = clock.now()
    const beat = (Math.floor(now / beatMs) + 1) * beatMs
    runAt(hasNews ? now : Math.min(beat, now + Math.max(1, streams.dueInMs())))
  }
  streams.onNews(() => {
    hasNews = true
    if (!isRunning && listeners.count() > 0) runAt(clock.now())
  })

  return async (request, ear) => {
    const { stream, answer } = carriedStream(ear)
    listeners.admit(asIncoming(request), stream, Buffer.alloc(0), () => runAt(clock.now()))
    await written()
    return { answer: answer(), wire: wireOf(stream, clock) }
  }
}

/** A message of a stream has arrived. */
const written = () => new Promise<void>(resolve => setImmediate(() => setImmediate(resolve)))

function asIncoming({ url, method, headers }: OutsideRequest): IncomingMessage {
  const { pathname, search } = new URL(url)
  const message = new IncomingMessage(new Socket())
  return Object.assign(message, { method, url: `${pathname}${search}`, headers })
}

const endOfHead = '\r\n\r\n'

/** The venue's end of a connection. Its first bytes are the answer to the upgrade. */
function carriedStream(ear: WireEar) {
  let head: string | undefined
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      if (head === undefined) head = chunk.toString('latin1')
      else ear.bytes(chunk)
      done()
    },
    destroy(error, done) {
      ear.ended()
      done(error)
    },
  })
  return { stream, answer: () => answerIn(head ?? '') }
}

function answerIn(head: string): Connected['answer'] {
  const [first = '', ...lines] = head.slice(0, head.indexOf(endOfHead)).split('\r\n')
  const named = lines.map(line => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(named), body: '' }
}

const wireOf = (stream: Duplex, clock: Pick<MarketClock, 'within'>): Connected['wire'] => ({
  send: (bytes, order) => {
    void clock.within(async () => {
      stream.push(bytes)
      await written()
    }, order)
  },
  end: () => stream.destroy(),
})
