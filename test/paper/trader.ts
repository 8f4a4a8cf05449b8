import type { Bench } from './builder.ts'

export type Params = Record<string, string | number | boolean>

export const SYMBOL = { symbol: 'BTCUSDT' }
/** Rests below the bench's 60000. */
export const LIMIT = {
  ...SYMBOL,
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.1',
  price: '59900',
}
export const MARKET = { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' }

export const place = (of: Bench, terms: Params) => of.send('POST', '/v1/order', terms)
/** A BUY unless set otherwise; returns the resulting order. */
export const market = (of: Bench, quantity: string, more: Params = {}) =>
  place(of, { ...MARKET, quantity, newOrderRespType: 'RESULT', ...more })
export const limit = (of: Bench, quantity: string, price: string, more: Params = {}) =>
  place(of, { ...LIMIT, quantity, price, newOrderRespType: 'RESULT', ...more })
/** A STOP_MARKET against a long position, on the mark, unless set otherwise. */
export const algo = (of: Bench, more: Params) =>
  of.send('POST', '/v1/algoOrder', {
    ...SYMBOL,
    algoType: 'CONDITIONAL',
    side: 'SELL',
    type: 'STOP_MARKET',
    workingType: 'MARK_PRICE',
    ...more,
  })
export const cancelAlgo = (of: Bench, clientAlgoId: string) =>
  of.send('DELETE', '/v1/algoOrder', { ...SYMBOL, clientAlgoId })

/** Undefined without a position. */
export const position = async (of: Bench): Promise<string | undefined> =>
  (await of.send('GET', '/v3/positionRisk')).body[0]?.positionAmt
export const trades = async (of: Bench) => (await of.send('GET', '/v1/userTrades', SYMBOL)).body
export const read = async (of: Bench, origClientOrderId: string) =>
  (await of.send('GET', '/v1/order', { ...SYMBOL, origClientOrderId })).body
export const algoStatus = async (of: Bench, clientAlgoId: string): Promise<string> =>
  (await of.send('GET', '/v1/algoOrder', { ...SYMBOL, clientAlgoId })).body.algoStatus
