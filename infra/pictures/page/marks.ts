import type { DrawnCandle } from '../candles.ts'
import type { Fill, PicturedRefusal, PicturedTrade } from '../pictured.ts'
import { moment, none, price, signed } from './format.ts'

/** An event at a time and a price, with its description. */
export interface Mark {
  readonly at: number
  readonly price: number
  readonly kind: Fill['kind'] | 'refused'
  /** Up for a bet on higher prices. */
  readonly points: 'up' | 'down'
  readonly told: readonly string[]
}

/** Marks of the trades' fills, and of rejected signals at their candle's close. */
export function marksOf(
  trades: readonly PicturedTrade[],
  refused: readonly PicturedRefusal[],
  candles: readonly DrawnCandle[],
  scale: number,
): readonly Mark[] {
  const fills = trades.flatMap(trade => together(trade.fills).map(fill => fillMark(trade, fill)))
  const refusals = refused.flatMap(refusal => {
    const candle = candles.findLast(({ openTime }) => openTime <= refusal.at)
    return candle ? [refusalMark(refusal, candle.open / scale)] : []
  })
  return [...refusals, ...fills]
}

/** Fills of one order at the same time and price become one. */
const together = (fills: readonly Fill[]): readonly Fill[] =>
  [...Map.groupBy(fills, ({ at, kind, price }) => `${at} ${kind} ${price}`).values()].flatMap(some => {
    const [first] = some
    const quantity = some.reduce((total, each) => total + Number(each.quantity), 0)
    return first ? [{ ...first, quantity: String(Number(quantity.toPrecision(12))) }] : []
  })

function fillMark(trade: PicturedTrade, fill: Fill): Mark {
  const { side, source, leverage, net, exit, tier } = trade
  const what =
    fill.kind === 'entry'
      ? [`${side} ${leverage}x from ${source}`]
      : [`${exit}, tier ${tier}`, `net of the trade ${signed(net)}`]
  return {
    at: fill.at,
    price: Number(fill.price),
    kind: fill.kind,
    points: side === 'long' ? 'up' : 'down',
    told: [`${fill.kind} ${fill.quantity} at ${price(fill.price)}`, ...what, `${moment(fill.at)} UTC`],
  }
}

function refusalMark({ at, reason, detail, source, action }: PicturedRefusal, where: number): Mark {
  return {
    at,
    price: where,
    kind: 'refused',
    points: action === 'BUY' ? 'up' : 'down',
    told: [
      `${action ?? 'signal'} rejected: ${reason}`,
      ...(detail ? [detail] : []),
      `from ${source ?? none}`,
      `${moment(at)} UTC`,
    ],
  }
}
