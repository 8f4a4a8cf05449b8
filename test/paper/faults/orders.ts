import type { Bench } from '../builder.ts'

type Params = Record<string, string | number | boolean>
export const BTC = { symbol: 'BTCUSDT' }

export const enter = (of: Bench, more: Params = {}) =>
  of.send('POST', '/v1/order', { ...BTC, side: 'BUY', type: 'MARKET', quantity: '0.1', ...more })

export const limit = (of: Bench, newClientOrderId: string) =>
  enter(of, { type: 'LIMIT', price: '59000', timeInForce: 'GTC', newClientOrderId })

export const stop = (of: Bench, more: Params = {}) =>
  of.send('POST', '/v1/algoOrder', {
    ...BTC,
    algoType: 'CONDITIONAL',
    side: 'SELL',
    type: 'STOP_MARKET',
    workingType: 'MARK_PRICE',
    triggerPrice: '59900',
    closePosition: true,
    clientAlgoId: 'stop',
    ...more,
  })

export const getStop = (of: Bench, clientAlgoId = 'stop') =>
  of.send('GET', '/v1/algoOrder', { ...BTC, clientAlgoId })

export const positionOf = async (of: Bench): Promise<string> =>
  (await of.send('GET', '/v3/positionRisk')).body[0]?.positionAmt ?? '0'

/** Client ids in both books. */
export async function books(of: Bench): Promise<readonly string[]> {
  const regular = (await of.send('GET', '/v1/openOrders', BTC)).body as { clientOrderId: string }[]
  const algo = (await of.send('GET', '/v1/openAlgoOrders', BTC)).body as { clientAlgoId: string }[]
  return [...regular.map(order => order.clientOrderId), ...algo.map(order => order.clientAlgoId)]
}
