import type { CandlesShown } from '../../../../infra/operator/page/shown/candles.ts'
import { type Change, inOrder, type Whole } from '../../../../infra/operator/page/shown/change.ts'
import type { OrderShown } from '../../../../infra/operator/page/shown/order.ts'
import type { PositionShown } from '../../../../infra/operator/page/shown/position.ts'
import type { SignalShown } from '../../../../infra/operator/page/shown/signal.ts'

const minute = 60_000
export const start = Date.UTC(2025, 1, 3, 2, 20)

const coins = ['ETH', 'BTC', 'SOL', 'XRP', 'DOGE', 'ADA', 'LINK', 'AVAX', 'DOT', 'LTC']
const prices = [2804.5, 95_120, 204.31, 2.4611, 0.25412, 0.7012, 19.842, 26.31, 4.712, 102.44]

/** A quiet market of `count` symbols, the same each time: a page on a good day. */
export function lively(count: number): Whole {
  const positions = Array.from({ length: count }, (_, index) => positionOf(index))
  return inOrder({
    now: {
      at: start,
      stack: { name: 'the local stack', venue: 'paper', canAct: true },
      reading: [
        { what: 'table', at: start - 600 },
        { what: 'exchange', at: start - 2_000 },
        { what: 'books', at: start - 9_000 },
        { what: 'alarms', at: start - 31_000 },
      ],
      account: {
        asset: 'USDT',
        wallet: '10412.88',
        available: '8811.02',
        unrealised: '63.19',
        day: { date: '2025-02-03', net: '128.41', atRisk: '96.20', cap: '500' },
        slots: { taken: count, most: Math.max(count, 8) },
        halts: [],
        protections: ['StoplossGuard', 'MaxDrawdown'],
        locks: [],
        cooling: [{ symbol: 'BNBUSDT', freeAt: start + 4 * minute }],
        unknownResults: [],
        unmanaged: [],
        differences: [],
      },
      watch: { tickAt: start - 4_000, everySeconds: 10, isLate: false },
      alarms: { on: 0, of: 31, list: [] },
      weight: { most: 2400, used: 312, spent: 280, minute: start - 2 * minute, byThisPage: 40 },
      positions,
      orders: positions.flatMap(ordersOf),
      missing: [],
    },
    signals: signalsOf(positions),
    invalidWaiting: 1,
  })
}

export const symbolOf = (index: number) =>
  index < coins.length ? `${coins[index]}USDT` : `${coins[index % coins.length]}${Math.floor(index / 10)}USDT`

/** A seeded walk: the same for the same symbol and minute. */
function walked(index: number, minutes: number): number {
  const base = prices[index % prices.length] ?? 100
  const wave = (period: number, by: number) => Math.sin((minutes + index * 17) / period) * by
  return base * (1 + wave(21, 0.0026) + wave(6.3, 0.0011) + wave(2.1, 0.0005))
}

const digitsOf = (index: number) => {
  const base = prices[index % prices.length] ?? 100
  return base > 1000 ? 2 : base > 10 ? 3 : 5
}
const text = (index: number, price: number) => price.toFixed(digitsOf(index))

function positionOf(index: number): PositionShown {
  const side = index % 3 === 1 ? 'short' : 'long'
  const sign = side === 'long' ? 1 : -1
  const age = 14 + ((index * 13) % 60)
  const entry = walked(index, -age)
  const mark = walked(index, 0)
  const leverage = [10, 20, 5][index % 3] ?? 10
  const share = (sign * (mark - entry) * leverage) / entry
  const at = (of: number) => text(index, entry * (1 + (sign * of) / leverage))
  const moved = share > 0 ? [{ at: start - (age / 2) * minute, price: at(share / 2), tier: 1 }] : []
  return {
    id: `c1is7otaq${String(index).padStart(3, '0')}`,
    ...{ isOurs: true, symbol: symbolOf(index), side, state: 'open', leverage, asset: 'USDT' },
    source: ['trend', 'breakout', 'operator'][index % 3] ?? 'trend',
    margin: '99.98',
    quantity: String(Number(((100 * leverage) / entry).toPrecision(3))),
    entryPrice: text(index, entry),
    openedAt: start - age * minute,
    markPrice: text(index, mark),
    unrealised: (share * 99.98).toFixed(4),
    marginPnl: share.toFixed(6),
    tier: moved.length,
    stops: [{ at: start - age * minute, price: at(-0.02), tier: 0 }, ...moved],
    takeProfits: [
      { tier: 0, price: at(0.05), quantity: '0.178', state: 'placed', offeredAt: start - age * minute },
      { tier: 2, price: at(0.1), quantity: '0.107', state: 'waiting' },
    ],
    emergencyPrice: at(-0.05),
    liquidationPrice: at(-0.9),
    liveStops: 2,
    lookedAt: start - 4_000,
    differences: [],
  }
}

export function ordersOf({
  id,
  symbol,
  side,
  stops,
  takeProfits,
  quantity = '1',
}: PositionShown): OrderShown[] {
  const exit = side === 'long' ? 'SELL' : 'BUY'
  const [stop, offered] = [stops.at(-1), takeProfits[0]]
  const of = { book: 'algo', symbol, owner: id, side: exit, isOdd: false, closesAll: false } as const
  const named = (purpose: string) => {
    const clientId = `qt-paper-${id}-${purpose}`
    return { key: `algo ${symbol} ${clientId}`, clientId }
  }
  if (!stop || !offered) return []
  return [
    {
      ...{ ...of, ...named('1p'), type: 'STOP_MARKET', closesAll: true, triggerPrice: stop.price },
      why: `primary stop at ${stop.price}, tier ${stop.tier}: closes everything`,
    },
    {
      ...{ ...of, ...named('1b'), type: 'STOP', quantity, triggerPrice: stop.price, price: stop.price },
      why: `backup stop behind the primary, for ${quantity}`,
    },
    {
      ...{ ...of, ...named('1t'), type: 'TAKE_PROFIT_MARKET', quantity: offered.quantity },
      triggerPrice: offered.price,
      why: `take-profit of tier 0: ${offered.quantity} at ${offered.price}`,
    },
  ]
}

function signalsOf(positions: readonly PositionShown[]): SignalShown[] {
  const accepted = positions.slice(0, 8).map(
    ({ symbol, side, source = '', id, openedAt = 0 }): SignalShown => ({
      ...{ id: `signal-${id}`, at: openedAt - 400, verdict: 'accepted', source, symbol, position: id },
      ...{ action: side === 'long' ? 'BUY' : 'SELL', confidence: '0.81' },
    }),
  )
  const refused = (
    id: string,
    minutes: number,
    symbol: string,
    reason: string,
    detail: string,
  ): SignalShown => ({
    ...{ id, at: start - minutes * minute, verdict: 'refused', source: 'breakout', action: 'BUY' },
    ...{ symbol, reason, detail, confidence: '0.74' },
  })
  return [
    ...accepted,
    refused('r1', 3, 'BNBUSDT', 'cooldown', 'it was closed 11 minutes ago, and rests for 15'),
    refused('r2', 9, 'SUIUSDT', 'confidence', '0.52 is below 0.6'),
    refused('r3', 26, 'ETHUSDT', 'slot-taken', 'a position of ETHUSDT is open'),
  ]
}

/** Two hours of minutes until now. */
export function candlesOf(index: number, until = 0, count = 120): CandlesShown {
  const candles = Array.from({ length: count }, (_, n) => {
    const at = until - count + n + 1
    const [open, close] = [walked(index, at - 1), walked(index, at)]
    const wick = Math.abs(close - open) * 0.35 + open * 0.00015
    const rounded = (price: number) => Number(text(index, price))
    return {
      openTime: start + (at - 1) * minute,
      ...{ open: rounded(open), close: rounded(close) },
      ...{ high: rounded(Math.max(open, close) + wick), low: rounded(Math.min(open, close) - wick) },
    }
  })
  return { symbol: symbolOf(index), intervalMs: minute, candles }
}

/** A second passes: every mark moves, and with it each position and its youngest candle. */
export function secondOf(whole: Whole, second: number): Change {
  const { positions } = whole.now
  const moved = positions.map((position, at) => {
    const index = Number(position.id.slice(-3))
    const mark = walked(index, second / 60)
    const share = Number(position.marginPnl) + Math.sin(second + at) / 1_000
    return {
      key: position.id,
      patch: {
        markPrice: text(index, mark),
        marginPnl: share.toFixed(6),
        unrealised: (share * 99.98).toFixed(4),
        lookedAt: start + second * 1_000,
      },
    }
  })
  return {
    at: start + second * 1_000,
    positions: { changed: moved },
    candles: positions.map(({ id }) => candlesOf(Number(id.slice(-3)), Math.ceil(second / 60), 1)),
  }
}
