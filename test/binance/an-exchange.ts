import { type BinanceSettings, createBinanceExchange } from '#binance/binance.ts'
import type { NewAlgoOrder, NewOrder } from '#domain/orders.ts'
import type { Clock } from '#ports/clock.ts'
import type { Exchange } from '#ports/exchange.ts'

/** The time of the replay server's clock. */
export const serverTime = 1_738_548_000_000

export const credentials = { apiKey: 'the-api-key-of-the-test', secret: 'the-secret-of-the-test' }

/** A clock that stands until it is set; it starts in step with the replay server's. */
export function handClock(start = serverTime): Clock & { set(time: number): void } {
  let time = start
  return {
    now: () => time,
    set: next => {
      time = next
    },
    sleep: async ms => {
      time += ms
    },
  }
}

export const anExchange = (settings: Partial<BinanceSettings> & Pick<BinanceSettings, 'fetch'>): Exchange =>
  createBinanceExchange({ ...credentials, venue: 'paper', clock: handClock(), ...settings })

export const marketClose: NewOrder = {
  type: 'MARKET',
  reduceOnly: true,
  symbol: 'BTCUSDT',
  side: 'SELL',
  quantity: '0.010',
  clientId: 'qt-p1-c1',
}

export const entryOrder: NewOrder = {
  type: 'LIMIT',
  timeInForce: 'IOC',
  symbol: 'BTCUSDT',
  side: 'BUY',
  quantity: '0.0100',
  price: '97000.10',
  clientId: 'qt-p1-e1',
}

export const primaryStop: NewAlgoOrder = {
  type: 'STOP_MARKET',
  closePosition: true,
  symbol: 'BTCUSDT',
  side: 'SELL',
  triggerPrice: '96935.40',
  clientId: 'qt-p1-s1',
}
