import { bench, START } from '../builder.ts'
import { SYMBOL } from '../trader.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

/** BTCUSDT at 60000 from the start on, then at each of these prices, one second apart unless set otherwise. */
export function marketOf(prices: readonly string[], everyMs = 1000) {
  const of = bench({ price: { last: '60000', volume: '1' } })
  prices.forEach((last, index) => {
    of.feed.push('BTCUSDT', START + (index + 1) * everyMs, {
      last,
      mark: `${Number(last) - 10}`,
      volume: '2',
    })
  })
  const ask = async (path: string, params: Record<string, string | number> = SYMBOL) =>
    (await of.send('GET', path, { ...SYMBOL, ...params })).body
  return { of, ask }
}
