import { dec, sum } from '#domain/decimal.ts'
import { marginPnl, priceAt } from '#domain/margin.ts'
import type { CandlesShown } from '../../../../infra/operator/page/shown/candles.ts'
import { inOrder, type Whole } from '../../../../infra/operator/page/shown/change.ts'
import type { PositionShown } from '../../../../infra/operator/page/shown/position.ts'
import type { SignalShown } from '../../../../infra/operator/page/shown/signal.ts'
import { type DrawnCandle, unpack } from '../../../../infra/pictures/candles.ts'
import type { Pictured, PicturedTrade } from '../../../../infra/pictures/pictured.ts'
import { ordersOf } from './lively.ts'

const minute = 60_000

/** A run of the sample as the page shows it at a moment: the open positions, and all that came before. */
export function momentOf(pictured: Pictured, at: number): Whole {
  const open = pictured.trades.filter(trade => trade.openedAt <= at && trade.closedAt > at)
  const closed = pictured.trades.filter(({ closedAt }) => closedAt <= at)
  const positions = open.map(trade => positionAt(trade, pictured, at))
  const net = sum(closed.map(trade => trade.net))
  const unrealised = sum(positions.map(position => position.unrealised ?? '0'))
  const bound = sum(open.map(({ margin }) => margin))
  return inOrder({
    now: {
      at,
      stack: { name: 'the local stack', venue: 'paper', canAct: true },
      reading: (['table', 'exchange', 'books'] as const).map((what, n) => ({
        what,
        at: at - (n + 1) * 1_000,
      })),
      account: {
        asset: pictured.asset,
        wallet: dec('10000').plus(net).toFixed(2),
        available: dec('10000').plus(net).minus(bound).toFixed(2),
        unrealised: unrealised.toFixed(2),
        day: {
          date: new Date(at).toISOString().slice(0, 10),
          net: net.toFixed(2),
          atRisk: sum(positions.map(atRisk)).toFixed(2),
          cap: '500',
        },
        slots: { taken: open.length, most: 5 },
        ...{ halts: [], protections: [], locks: [], cooling: [], unknownResults: [] },
        ...{ unmanaged: [], differences: [] },
      },
      watch: { tickAt: at - 3_000, everySeconds: 10, isLate: false },
      alarms: { on: 0, of: 31, list: [] },
      weight: { most: 2400, used: 118, spent: 112, minute: at - 2 * minute, byThisPage: 24 },
      positions,
      orders: positions.flatMap(ordersOf),
      missing: [],
    },
    signals: signalsUntil(pictured, at),
    invalidWaiting: 0,
  })
}

function candlesUntil({ markets }: Pictured, symbol: string, at: number): readonly DrawnCandle[] {
  const market = markets.find(each => each.symbol === symbol)
  if (!market) return []
  const scale = 10 ** market.candles.decimals
  return unpack(market.candles)
    .filter(({ openTime }) => openTime <= at)
    .map(({ openTime, open, high, low, close }) => ({
      ...{ openTime, open: open / scale, high: high / scale, low: low / scale, close: close / scale },
    }))
}

/** The candles of a symbol as the page gets them. */
export const candlesAt = (pictured: Pictured, symbol: string, at: number): CandlesShown => ({
  ...{ symbol, intervalMs: minute, candles: candlesUntil(pictured, symbol, at) },
})

function positionAt(trade: PicturedTrade, pictured: Pictured, at: number): PositionShown {
  const { id, symbol, side, source, leverage, margin, entryPrice, openedAt, quantity } = trade
  const entry = dec(entryPrice)
  const mark = dec(candlesUntil(pictured, symbol, at).at(-1)?.close ?? entryPrice)
  const share = marginPnl(side, entry, mark, leverage)
  const digits = entryPrice.split('.')[1]?.length ?? 0
  const level = (of: string) => priceAt(side, entry, dec(of), leverage).toFixed(digits)
  const stops = trade.stops.filter(step => step.at <= at)
  return {
    ...{ id, isOurs: true, symbol, side, state: 'open', source, leverage, asset: pictured.asset },
    ...{ quantity, entryPrice, openedAt, stops, differences: [], liveStops: 2, lookedAt: at - 3_000 },
    margin: dec(margin).toFixed(2),
    markPrice: mark.toFixed(),
    marginPnl: share.toFixed(6),
    unrealised: share.times(margin).toFixed(4),
    tier: stops.at(-1)?.tier ?? 0,
    takeProfits: trade.takeProfits
      .filter(each => each.at <= at)
      .map(each => ({
        ...{ tier: 0, price: each.price, quantity: each.quantity, offeredAt: each.at },
        ...(each.until > at ? { state: 'placed' as const } : { state: 'done' as const, doneAt: each.until }),
      })),
    emergencyPrice: level('-0.1'),
    liquidationPrice: level('-0.9'),
  }
}

/** What its stop would lose of its margin, above 0. */
function atRisk({
  side = 'long',
  entryPrice = '1',
  leverage = 1,
  stops,
  margin = '0',
}: PositionShown): string {
  const share = marginPnl(side, dec(entryPrice), dec(stops.at(-1)?.price ?? entryPrice), leverage)
  return share.lt(0) ? share.times(margin).neg().toFixed() : '0'
}

function signalsUntil({ trades, refused }: Pictured, until: number): SignalShown[] {
  const accepted = trades.map(
    ({ id, openedAt, symbol, side, source }): SignalShown => ({
      ...{ id: `of ${id}`, at: openedAt, verdict: 'accepted', symbol, source, position: id },
      action: side === 'long' ? 'BUY' : 'SELL',
    }),
  )
  const others = refused.map(
    ({ wouldHaveMade: _, ...refusal }, n): SignalShown => ({
      ...refusal,
      id: `refused ${n}`,
      verdict: 'refused',
    }),
  )
  return [...accepted, ...others].filter(({ at }) => at <= until)
}
