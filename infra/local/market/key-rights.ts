import type { Served } from './serve.ts'

/** Binance's answer about a key (from its spot API, as far as the functions read it). */
export interface KeyRights {
  readonly ipRestrict: boolean
  readonly enableFutures: boolean
  readonly enableWithdrawals: boolean
}

const path = '/sapi/v1/account/apiRestrictions'

/**
 * The venue, plus the one answer that live asks of Binance outside the futures API: what the key may do. Any other
 * key gets Binance's refusal (401, -2015).
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
