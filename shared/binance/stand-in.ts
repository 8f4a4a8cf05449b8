import type { Fetch } from './transport.ts'

/** Sends what is meant for any of Binance's hosts to this origin: path, query, headers and body as they are. */
export const sentTo =
  (origin: string): Fetch =>
  (url, init) => {
    const { pathname, search } = new URL(url)
    return globalThis.fetch(`${origin}${pathname}${search}`, init)
  }
