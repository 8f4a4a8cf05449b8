import type { FaultRule } from '#paper/faults/rule.ts'
import type { PaperSettings } from '#paper/settings.ts'

export type Params = Record<string, string | number | boolean>
export type Request = readonly [method: string, path: string, params: Params]

/** A refused request: its venue, the requests before it, and the answer's message. */
export interface Row {
  readonly why: string
  readonly before?: readonly Request[]
  readonly send: Request
  readonly code: number
  readonly msg: string
  /** 400 by default. */
  readonly status?: number
  readonly settings?: Partial<PaperSettings>
  readonly price?: { readonly last: string; readonly mark: string }
  /** Another LOT_SIZE than BTCUSDT's own, whose step and minimum are the finest that its precision allows. */
  readonly lot?: { readonly stepSize?: string; readonly minQty?: string }
  /** The fault of the refused request. */
  readonly fault?: FaultRule['fault']
}

export const SYMBOL = { symbol: 'BTCUSDT' }

export const limit = (more: Params): Request => [
  'POST',
  '/v1/order',
  { ...SYMBOL, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '59000', ...more },
]
export const market = (more: Params): Request => [
  'POST',
  '/v1/order',
  { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1', ...more },
]
export const algo = (more: Params): Request => [
  'POST',
  '/v1/algoOrder',
  { ...SYMBOL, algoType: 'CONDITIONAL', side: 'SELL', type: 'STOP_MARKET', triggerPrice: '59000', ...more },
]
export const closeAll = (more: Params = {}): Request => algo({ closePosition: true, ...more })
export const LONG: Request = market({})
export const ISOLATED: Request = ['POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' }]
export const HEDGE: Request = ['POST', '/v1/positionSide/dual', { dualSidePosition: 'true' }]
export const MULTI: Request = ['POST', '/v1/multiAssetsMargin', { multiAssetsMargin: 'true' }]
