import type { Fetch } from './transport.ts'

/** Sends requests for any of Binance's hosts to this origin, with path, query, headers and body unchanged. */
export const sentTo =
  (origin: string): Fetch =>
  (url, init) => {
    const { pathname, search } = new URL(url)
    return globalThis.fetch(`${origin}${pathname}${search}`, init)
  }
