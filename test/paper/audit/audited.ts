import { positionLifetimes } from '#paper/audit/ledger.ts'
import type { Bench } from '../builder.ts'
import { algo, type Params, SYMBOL } from '../trader.ts'

/** A MARKET order. */
export const order = (of: Bench, side: 'BUY' | 'SELL', quantity: string, more: Params = {}) =>
  of.send('POST', '/v1/order', { ...SYMBOL, side, type: 'MARKET', quantity, ...more })
export const exit = (of: Bench, quantity = '0.1', more: Params = {}) =>
  order(of, 'SELL', quantity, { reduceOnly: true, ...more })
export const stop = (of: Bench, more: Params) => algo(of, { triggerPrice: '59900', ...more })
export const primary = (of: Bench, triggerPrice: string, clientAlgoId: string) =>
  stop(of, { closePosition: true, triggerPrice, clientAlgoId })
export const bridge = (of: Bench, triggerPrice: string, clientAlgoId: string) =>
  stop(of, { quantity: '0.1', reduceOnly: true, triggerPrice, clientAlgoId })
export const backup = (of: Bench, quantity: string) =>
  stop(of, { type: 'STOP', quantity, reduceOnly: true, price: '59800', clientAlgoId: 'backup' })
/** The audit's result for every position. */
export const lives = async (of: Bench) => positionLifetimes(await of.venue.ledger('BTCUSDT'))
export const first = async (of: Bench) => {
  const [life] = await lives(of)
  if (!life) throw new Error('Expected a position, there was none.')
  return life
}
