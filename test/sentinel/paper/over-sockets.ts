import { expect, vi } from 'vitest'
import { addressesOf } from '#binance/streams/addresses.ts'
import type { Told } from '#domain/told.ts'
import { paperStream } from '#lambda/paper-stream.ts'
import { paperTransport } from '#lambda/paper-transport.ts'
import type { Faults } from '#paper/faults/faults.ts'
import { systemClock } from '#ports/clock.ts'
import type { Listening } from '#ports/venue-stream.ts'
import { serveExchange } from '../../clients/served-exchange.ts'
import { signed } from '../../paper/builder.ts'
import type { LocalDynamo } from '../../table/local-table.ts'

/** For what never comes: a busy machine may take its time. */
const patient = { interval: 5, timeout: 60_000 }
/** Marks come each second, and a symbol is read again if it has none for three. */
const betweenMarks = 2_000
export const keys = { apiKey: 'paper-key', secret: 'paper-secret' }

/** Binance's public prices on real sockets, a paper account in a table, and a listener. */
export interface PaperOverSockets {
  readonly url: string
  readonly heard: Told[]
  readonly lines: string[]
  /** The paths of all readings of prices, by any process, since the list was emptied. */
  readonly read: string[]
  listen(): void
  /** Waits until the listener's prices are whole, which takes one reading of the past. */
  whole(): Promise<void>
  /** Sets the price. */
  goTo(price: string): void
  /** A request like those of our functions or of another client: from a separate process. */
  ask(method: string, path: string, params: Readonly<Record<string, string | number>>): Promise<unknown>
  told(expected: Partial<Told>): Promise<void>
  line(expected: string): Promise<void>
  close(): Promise<void>
}

export async function paperOverSockets(
  dynamo: Pick<LocalDynamo, 'createTable'>,
  faults: Faults,
): Promise<PaperOverSockets> {
  const exchange = await serveExchange({ BTCUSDT: '60000' }, faults)
  const { documents, table } = await dynamo.createTable()
  const at = { clock: systemClock, documents, table, startingBalance: '10000', feedUrl: undefined }
  const fetchOfFunction = paperTransport({ ...at, credentials: keys, pricesUrl: exchange.url })
  const [heard, lines, read]: [Told[], string[], string[]] = [[], [], []]
  const fetching = globalThis.fetch
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    if (String(input).startsWith(exchange.url)) read.push(new URL(String(input)).pathname)
    return fetching(input, init)
  })
  const listenings: Listening[] = []
  const addresses = addressesOf('live', exchange.url)
  return {
    ...{ url: exchange.url, heard, lines, read },
    listen: () => {
      // On a machine that stalls, marks come late: the listener's time waits for them.
      let until = Number.POSITIVE_INFINITY
      const now = () => Math.min(systemClock.now(), until)
      // Beats and pauses between two attempts pass ten times as fast.
      const clock = { now, sleep: (ms: number) => systemClock.sleep(ms / 10) }
      const stream = paperStream({ ...at, clock, addresses })
      const listening = stream.listen({
        hear: told => {
          if (told.kind === 'mark') until = systemClock.now() + betweenMarks
          heard.push(told)
        },
        held: (line, again) => void lines.push(`${line} held${again ? ' again' : ''}`),
        lost: (line, why) => void lines.push(`${line} lost: ${why}`),
        troubled: (line, why) => void lines.push(`${line} troubled: ${why}`),
        unread: (line, why) => void lines.push(`${line} unread: ${why}`),
      })
      listenings.push(listening)
      listening.follow(['BTCUSDT'])
    },
    whole: () =>
      vi.waitFor(
        () => expect(read.filter(path => path.endsWith('/markPriceKlines')).length).toBeGreaterThan(0),
        patient,
      ),
    goTo: price => exchange.feed.push('BTCUSDT', systemClock.now() + 5, price),
    ask: async (method, path, params) => {
      const answer = await fetchOfFunction(...signed(method, path, params, keys, systemClock.now()))
      const body = await answer.json()
      if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(body)}`)
      return body
    },
    told: expected =>
      vi.waitFor(() => {
        expect(heard).toContainEqual(expect.objectContaining(expected))
      }, patient),
    line: expected =>
      vi.waitFor(() => {
        expect(lines).toContain(expected)
      }, patient),
    close: async () => {
      for (const listening of listenings) listening.stop()
      await exchange.close()
      vi.restoreAllMocks()
    },
  }
}
