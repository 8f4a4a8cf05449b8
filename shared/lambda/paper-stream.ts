import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type Addresses, publicAddresses } from '#binance/streams/addresses.ts'
import { type PriceListening, priceStream } from '#binance/streams/price-stream.ts'
import type { openSocket } from '#binance/streams/socket.ts'
import { dec } from '#domain/decimal.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { dynamoTapes } from '#paper/feed/dynamo-tapes.ts'
import { recordedFeed } from '#paper/feed/recorded-feed.ts'
import { heardPrices, recordedPrices, type WatchedPrices } from '#paper/feed/watched-prices.ts'
import { accountWatch } from '#paper/streams/account-watch.ts'
import type { Clock } from '#ports/clock.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import type { Ear, VenueStream } from '#ports/venue-stream.ts'
import { paperRules } from './paper-rules.ts'
import { watchedAccount } from './watched-account.ts'

export interface PaperStreamAccess {
  readonly clock: Clock
  readonly documents: DynamoDBDocumentClient
  readonly table: string
  /** USDT, decimal, on the first day. */
  readonly startingBalance: string
  /** The source of prices: a recorded market, or by default Binance's public prices. */
  readonly feedUrl: string | undefined
  /** Where prices are read and streamed; Binance by default. */
  readonly addresses?: Addresses
  readonly open?: typeof openSocket
  readonly telemetry?: Pick<Telemetry, 'warn' | 'error'> | undefined
}

/**
 * The paper venue tells nothing by itself: it lives in each function that asks it. Its events are found by watching it
 * over the table, with Binance's public streams, and told as Binance tells them. No key.
 */
export const paperStream = (access: PaperStreamAccess): VenueStream => ({
  listen(ear) {
    const { documents, table, clock, startingBalance, feedUrl, telemetry } = access
    const { prices, listening } = feedUrl ? ofRecording(feedUrl) : ofBinance(access, ear)
    const watch = accountWatch({
      store: dynamoVenueStore({ documents, table, clock }),
      ...{ prices, clock, settings: { startingBalance } },
      rules: paperRules({ documents, table, clock, feedUrl, pricesUrl: access.addresses?.rest, telemetry }),
    })
    const watched = watchedAccount({
      ...{ watch, prices, clock, ear },
      wanted: symbols => listening?.follow(symbols),
      tellsMarks: listening === undefined,
    })
    return {
      ...watched,
      stop: () => {
        watched.stop()
        listening?.stop()
      },
    }
  },
})

interface Source {
  readonly prices: WatchedPrices
  /** Undefined if nothing is streamed. */
  readonly listening: PriceListening | undefined
}

const ofRecording = (url: string): Source => ({
  prices: recordedPrices(recordedFeed(url)),
  listening: undefined,
})

function ofBinance(
  { clock, documents, table, addresses = publicAddresses, open }: PaperStreamAccess,
  ear: Ear,
): Source {
  const tapes = dynamoTapes({ documents, table, clock })
  const prices = heardPrices({ clock, tapes, baseUrl: addresses.rest })
  const { heard } = prices
  const listening = priceStream(
    { addresses, clock, ...(open && { open }) },
    {
      mark: told => {
        heard.mark(told)
        ear.hear({ kind: 'mark', symbol: told.symbol, mark: dec(told.mark).toFixed() })
      },
      trade: heard.trade,
      book: heard.book,
      held: again => ear.held('marks', again),
      lost: why => {
        heard.lose()
        ear.lost('marks', why)
      },
      booksLost: heard.loseBooks,
      unread: why => ear.unread('marks', why),
    },
  )
  return { prices, listening }
}
