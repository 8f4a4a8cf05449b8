import type { Served } from './serve.ts'

/** What Binance tells about a key (its spot API's answer, as far as the functions read it). */
export interface KeyRights {
  readonly ipRestrict: boolean
  readonly enableFutures: boolean
  readonly enableWithdrawals: boolean
}

const path = '/sapi/v1/account/apiRestrictions'

/**
 * The venue, and beside it what live asks of Binance outside of its futures API: what the key may do. Another key gets
 * Binance's refusal (401, -2015).
 */
export const withKeyRights = (venue: Served, apiKey: string, rights: KeyRights): Served => ({
  async fetch(url, init) {
    if (new URL(url).pathname !== path) return venue.fetch(url, init)
    if (new Headers(init?.headers).get('X-MBX-APIKEY') === apiKey) return Response.json(rights)
    return Response.json(
      { code: -2015, msg: 'Invalid API-key, IP, or permissions for action' },
      { status: 401 },
    )
  },
})
