import type { VenueStore } from '#paper/ports.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { type Bench, signed } from '../builder.ts'
import { type Params, SYMBOL } from '../trader.ts'

/** A separate process on the same table and market. */
export function anotherProcess(of: Bench, store: VenueStore) {
  const { clock, feed, settings } = of
  const venue = createPaperVenue({ store, feed, clock, rules: shippedRules, settings })
  const send = async (method: string, path: string, params: Params) => {
    const answer = await venue.fetch(...signed(method, path, params, settings, clock.now()))
    return { status: answer.status, body: await answer.json() }
  }
  return { venue, send }
}

export const limit = (side: 'BUY' | 'SELL', price: string, more = {}) => ({
  ...SYMBOL,
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.002',
  price,
  ...more,
})
export const stop = (triggerPrice: string, more = {}) => ({
  ...SYMBOL,
  algoType: 'CONDITIONAL',
  side: 'SELL',
  type: 'STOP_MARKET',
  quantity: '0.002',
  reduceOnly: true,
  triggerPrice,
  ...more,
})
