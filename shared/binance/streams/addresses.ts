import type { Venue } from '#ports/configuration.ts'

/** Where a venue is asked over HTTP, and where it streams: origins. */
export interface Addresses {
  readonly rest: string
  /** The first host, or the next if that one cannot be reached. */
  readonly streams: readonly [string, ...string[]]
}

/**
 * The hosts that Binance documents. During 2026 its pages name two hosts of demo's streams beside demo-fapi: the
 * general information of USDⓈ-M futures names the former testnet's, which its connector and ccxt still have; that of
 * options later names demo-fstream. Both were seen to stream demo's market: if one is ever retired, the sentinel skips
 * it.
 */
const atBinance: Readonly<Record<Exclude<Venue, 'paper'>, Addresses>> = {
  live: { rest: 'https://fapi.binance.com', streams: ['wss://fstream.binance.com'] },
  demo: {
    rest: 'https://demo-fapi.binance.com',
    streams: ['wss://demo-fstream.binance.com', 'wss://fstream.binancefuture.com'],
  },
}

/** The origin of prices that need no key. */
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
