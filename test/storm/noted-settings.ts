import { signedRequest } from '../../infra/lab/lean-exchange.ts'
import type { Sky } from './invocation.ts'
import type { HarmedVenue } from './struck.ts'

/** How the symbol of an entry was configured on the exchange when it accepted the entry. */
export interface SymbolSetting {
  readonly clientId: string
  readonly marginMode: 'isolated' | 'cross'
  readonly leverage: number
}

/** A venue that notes the symbol's configuration when an entry arrives. */
export function notingSettings(
  venue: HarmedVenue,
  { scheduler }: Sky,
  keys: { readonly apiKey: string; readonly secret: string },
  noted: SymbolSetting[],
): HarmedVenue {
  async function settingOf(symbol: string) {
    const url = 'https://fapi.binance.com/fapi/v1/symbolConfig'
    const answer = await venue.fetch(...signedRequest(url, 'GET', { symbol }, keys, scheduler.now()))
    const [config] = (await answer.json()) as readonly Readonly<{ marginType: string; leverage: number }>[]
    if (!config) throw new Error(`Expected the venue to know how ${symbol} is configured`)
    return config
  }
  return {
    ...venue,
    async fetch(url, init) {
      const answer = await venue.fetch(url, init)
      const params = new URLSearchParams(String(init.body ?? ''))
      const isEntry =
        init.method === 'POST' && url.endsWith('/v1/order') && params.get('reduceOnly') !== 'true'
      if (!isEntry || !answer.ok) return answer
      const { marginType, leverage } = await settingOf(params.get('symbol') ?? '')
      const marginMode = marginType === 'ISOLATED' ? 'isolated' : 'cross'
      noted.push({ clientId: params.get('newClientOrderId') ?? '', marginMode, leverage })
      return answer
    },
  }
}
