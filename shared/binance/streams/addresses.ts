import type { Venue } from '#ports/configuration.ts'

/** Where a venue is asked over HTTP, and where it streams: origins. */
export interface Addresses {
  readonly rest: string
  /** The first host, and if it is not to be had, the next. */
  readonly streams: readonly [string, ...string[]]
}

/**
 * As Binance documents them. Of demo's streams its pages name two hosts beside demo-fapi in the course of 2026: the general
 * information of USDⓈ-M futures the former testnet's, which its connector and ccxt still have, and later, with that of
 * options, demo-fstream. Both have been seen to stream demo's market: the one that is out of use some day is passed over.
 */
const atBinance: Readonly<Record<Exclude<Venue, 'paper'>, Addresses>> = {
  live: { rest: 'https://fapi.binance.com', streams: ['wss://fstream.binance.com'] },
  demo: {
    rest: 'https://demo-fapi.binance.com',
    streams: ['wss://demo-fstream.binance.com', 'wss://fstream.binancefuture.com'],
  },
}

/** Where prices are told without a key. */
export const publicAddresses: Addresses = atBinance.live

/** Those of a stand-in on this machine, which streams where it answers, or of the venue itself. */
export const addressesOf = (venue: Exclude<Venue, 'paper'>, endpoint: string | undefined): Addresses =>
  endpoint === undefined ? atBinance[venue] : { rest: endpoint, streams: [endpoint.replace(/^http/, 'ws')] }

/** After this many failed connections. */
const originOf = ({ streams }: Addresses, failed: number): string =>
  streams[failed % streams.length] ?? streams[0]

/** The bases of 2026: the account's events, and the market's apart from its books. */
export const privateStream = (addresses: Addresses, failed: number, listenKey: string): string =>
  `${originOf(addresses, failed)}/private/ws/${listenKey}`
export const marketStreams = (addresses: Addresses, failed: number): string =>
  `${originOf(addresses, failed)}/market/ws`
/** The base for what the books show. */
export const bookStreams = (addresses: Addresses, failed: number): string =>
  `${originOf(addresses, failed)}/public/ws`
