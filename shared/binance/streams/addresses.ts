import type { Venue } from '#ports/configuration.ts'

/** Where a venue is asked over HTTP and where it streams: origins. */
export interface Addresses {
  readonly rest: string
  readonly streams: string
}

/** As Binance documents them; demo's streams are the former testnet's. */
const atBinance: Readonly<Record<Exclude<Venue, 'paper'>, Addresses>> = {
  live: { rest: 'https://fapi.binance.com', streams: 'wss://fstream.binance.com' },
  demo: { rest: 'https://demo-fapi.binance.com', streams: 'wss://fstream.binancefuture.com' },
}

/** Of a stand-in on this machine, which streams where it answers, or of the venue itself. */
export const addressesOf = (venue: Exclude<Venue, 'paper'>, endpoint: string | undefined): Addresses =>
  endpoint === undefined ? atBinance[venue] : { rest: endpoint, streams: endpoint.replace(/^http/, 'ws') }

/** The bases of 2026: what an account is told, and what the market is told beside its books. */
export const privateStream = ({ streams }: Addresses, listenKey: string): string =>
  `${streams}/private/ws/${listenKey}`
export const marketStreams = ({ streams }: Addresses): string => `${streams}/market/ws`
