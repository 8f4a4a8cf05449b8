import { timing } from '#domain/timing.ts'
import type { Told } from '#domain/told.ts'
import type { Clock } from '#ports/clock.ts'
import type { Ear, Listening, VenueStream } from '#ports/venue-stream.ts'
import { AnsweredError } from '../failure.ts'
import { scrubber } from '../scrub.ts'
import type { Fetch } from '../transport.ts'
import { type Addresses, marketStreams, privateStream } from './addresses.ts'
import { followingLine } from './following-line.ts'
import { type KeptLine, type KeptLineParts, keepLine } from './kept-line.ts'
import { type ListenKey, listenKey } from './listen-key.ts'
import { openSocket } from './socket.ts'
import { toldOfAccount } from './told-of-account.ts'
import { markStream, toldOfMarks } from './told-of-marks.ts'

export interface BinanceStreamSettings {
  readonly addresses: Addresses
  readonly clock: Clock
  /** `fresh`: the present key was refused. */
  readonly apiKey: (fresh?: boolean) => Promise<string>
  /** Real milliseconds for one request. */
  readonly timeoutMs: number
  readonly fetch?: Fetch
  readonly open?: typeof openSocket
  readonly random?: () => number
}

/** The listen key no longer exists. */
const noSuchKey = -1125

/** Binance's streams: the account's under its listen key, and the marks of the followed symbols. */
export const binanceStream = (settings: BinanceStreamSettings): VenueStream => ({
  listen(ear, rests = []) {
    const key = listenKey({ ...settings, rest: settings.addresses.rest })
    for (const rest of rests) key.heed(rest)
    const account = accountLine(settings, key, ear)
    const hasAnother = settings.addresses.streams.length > 1
    // An account may be silent for hours: only mark prices reveal that its host has gone mute.
    const marks = marksLine(settings, ear, why => void (hasAnother && account.passOver(why)))
    return {
      follow: marks.follow,
      heldAt: account.heldAt,
      ...{ rest: key.rest, heed: key.heed, drainUsage: key.drainUsage },
      stop: () => {
        account.stop()
        marks.stop()
      },
    }
  },
})

const partsOf = ({ clock, open = openSocket, random = Math.random }: BinanceStreamSettings) =>
  ({ clock, open, random }) satisfies Partial<KeptLineParts>

/** Each connection has a fresh key: the live one, or a new one. It is kept alive while the stream has a listener. */
function accountLine(
  settings: BinanceStreamSettings,
  key: ListenKey,
  ear: Ear,
): Pick<Listening, 'heldAt' | 'stop'> & Pick<KeptLine, 'passOver'> {
  const { clock, addresses } = settings
  let scrub = scrubber([])
  const unknown = new Set<string>()
  let isStopped = false
  let heardUnder: string | undefined
  const line = keepLine({
    ...partsOf(settings),
    address: async failed => {
      const [listen, apiKey] = [await key.open(), await settings.apiKey()]
      scrub = scrubber([listen, apiKey])
      heardUnder = listen
      return privateStream(addresses, failed, listen)
    },
    restsUntil: () => key.rest()?.until,
    held: (_, again) => ear.held('account', again),
    lost: why => ear.lost('account', scrub(why)),
    text: text => {
      const event = toldOfAccount(text)
      if (event.read === 'told') for (const told of event.told) ear.hear(told)
      else if (event.read === 'key-gone') line.renew('the listen key no longer exists')
      else if (event.read === 'unread') ear.unread('account', scrub(event.why))
      else if (!unknown.has(event.name)) {
        unknown.add(event.name)
        ear.troubled('account', scrub(`unknown event: ${event.name.slice(0, 50)}`))
      }
    },
  })

  async function keepAlive(): Promise<void> {
    while (!isStopped) {
      await clock.sleep(timing.streams.keepAlive)
      if (isStopped) return
      try {
        const kept = await key.keep()
        // The API key was rotated, or another client created a new listen key: the former one carries nothing any more.
        if (kept !== undefined && kept !== heardUnder) line.renew('the listen key has changed')
      } catch (error) {
        if (isGone(error)) line.renew('the listen key no longer exists')
        // It is retried long before its hour is over.
        else ear.troubled('account', scrub(`the listen key was not kept alive: ${String(error)}`))
      }
    }
  }
  void keepAlive()
  return {
    heldAt: line.heldAt,
    passOver: line.passOver,
    stop: () => {
      isStopped = true
      line.stop()
    },
  }
}

const isGone = (error: unknown): boolean => error instanceof AnsweredError && error.answer.code === noSuchKey

/** The mark prices of the followed symbols; `isMute`: the line is held but delivers none, and is reopened. */
function marksLine(
  settings: BinanceStreamSettings,
  ear: Ear,
  isMute: (why: string) => void,
): Pick<Listening, 'follow' | 'stop'> {
  const line = followingLine({
    ...partsOf(settings),
    address: async failed => marketStreams(settings.addresses, failed),
    streamsOf: symbol => [markStream(symbol)],
    held: again => ear.held('marks', again),
    lost: why => ear.lost('marks', why),
    isMute,
    text: text => {
      const read = toldOfMarks(text)
      if (read.read === 'told') for (const mark of read.told as readonly Told[]) hear(mark)
      else if (read.read === 'refused') line.renew(read.why)
      else ear.unread('marks', read.why)
    },
  })
  const hear = (mark: Told) => {
    line.told()
    ear.hear(mark)
  }
  return line
}
