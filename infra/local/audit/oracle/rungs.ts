import { type Dec, dec, sum } from '#domain/decimal.ts'
import { face, greater, type Led, lesser, onTick, ownerOf, priceAt, stepOf } from './cases.ts'
import { tierAt } from './earned.ts'
import { freeLooks, type Seeing } from './looks.ts'
import type { Mark } from './marks.ts'
import { exitAt } from './orders.ts'
import { codeOf, type Nearby } from './testimony.ts'
import type { Wishes } from './wishes.ts'

/** A take-profit as in the table of docs/positions.md. */
interface Rung {
  readonly tier: number
  readonly price: Dec
  readonly quantity: Dec
}

/** Every take-profit at its price and size, sold at most once, and offered when its tier is reached. */
export function sold(testimony: Nearby, wishes: Wishes, of: Led, marks: readonly Mark[]): readonly string[] {
  // If the rules have changed since its entry, a position's take-profits are recomputed.
  if (of.off.price.gt(0)) return []
  const rungs = planned(wishes, of)
  return [...noMoreThanPlanned(wishes, of, marks), ...unoffered(testimony, wishes, { of, rungs, marks })]
}

/** Every take-profit at its price and size, sold at most once. */
export function noMoreThanPlanned(wishes: Wishes, of: Led, marks: readonly Mark[]): readonly string[] {
  const rungs = planned(wishes, of)
  return [...misplaced(of, rungs), ...twice(of, rungs, marks)]
}

/**
 * The signal's take-profits, if it has any; else the first sells its part of the position, and the others their
 * shares of the rest. A rung that is too small joins the next.
 */
function planned(wishes: Wishes, of: Led): readonly Rung[] {
  const quantity = dec(of.entry.executedQty)
  const step = stepOf(of.rules)
  const least = greater(of.rules.lot.min, of.rules.marketLot.min)
  const first = onTick(quantity.times(wishes.partial), step, false)
  const runner = quantity.minus(first)
  const at = (pct: Dec) => priceAt(of.sign, of.entryPrice, pct, of.leverage)
  const told = of.wished.takeProfits?.map(({ price, share }) => ({
    tier: 0,
    price,
    size: share && onTick(quantity.times(share), step, false),
  }))
  const wanted = told ?? [
    { tier: 0, price: at(of.wished.takeProfit), size: first },
    ...of.wished.ladder.map(({ sellsAt, share }, index) => ({
      tier: index + 1,
      price: at(sellsAt),
      size: share && onTick(runner.times(share), step, false),
    })),
  ]
  const rungs: Rung[] = []
  let [left, carried] = [quantity, dec(0)]
  for (const { tier, price, size } of wanted) {
    const total = lesser(size ? size.plus(carried) : left, left)
    carried = total.lt(least) ? total : dec(0)
    if (total.lt(least)) continue
    left = left.minus(total)
    rungs.push({
      tier,
      price: onTick(price, of.rules.tickSize, of.sign < 0),
      quantity: total,
    })
  }
  const last = rungs.pop()
  return last ? [...rungs, { ...last, quantity: last.quantity.plus(carried) }] : []
}

/** No take-profit is offered at another price, or larger than its rung. */
function misplaced(of: Led, rungs: readonly Rung[]): readonly string[] {
  const offers = of.algoAsked.filter(({ params }) => params.type === 'TAKE_PROFIT_MARKET')
  return offers.flatMap(({ params: { clientAlgoId, triggerPrice = '0', quantity = '0' } }) => {
    const rung = rungs.find(({ price }) => price.eq(triggerPrice))
    return rung?.quantity.gte(quantity)
      ? []
      : [
          `${of.name}: ${clientAlgoId} offered ${quantity} at ${triggerPrice}; the take-profits are ${told(rungs)}`,
        ]
  })
}

/** Take-profits sell at most what the reached rungs hold together. */
function twice(of: Led, rungs: readonly Rung[], marks: readonly Mark[]): readonly string[] {
  const fired = of.algoOrders.filter(
    ({ orderType, triggerTime }) => orderType === 'TAKE_PROFIT_MARKET' && triggerTime > 0,
  )
  // An offer that would trigger at once (-2021) proves the mark as well as a mark does.
  const passed = of.algoAsked.filter(
    asked => asked.params.type === 'TAKE_PROFIT_MARKET' && codeOf(asked) === -2021,
  )
  const reached = rungs.filter(
    ({ price }) =>
      fired.some(each => price.eq(each.triggerPrice)) ||
      passed.some(({ params: { triggerPrice = '0' } }) => price.eq(triggerPrice)) ||
      marks.some(({ mark }) => mark.minus(price).times(of.sign).gte(0)),
  )
  const [total, most] = [
    soldUntil(of, Number.POSITIVE_INFINITY),
    sum(reached.map(({ quantity }) => quantity)),
  ]
  return total.lte(most)
    ? []
    : [`${of.name} sold ${total} by take-profits; those that were reached hold ${most}`]
}

/** Sold by resting take-profits, and at market for rungs that were jumped over. */
function soldUntil({ orders, algoOrders, ledger }: Led, at: number): Dec {
  const fired = algoOrders
    .filter(({ orderType }) => orderType === 'TAKE_PROFIT_MARKET')
    .flatMap(({ actualOrderId }) => actualOrderId ?? [])
  const banked = orders
    .filter(({ clientOrderId }) => ownerOf(clientOrderId)?.purpose === 'k')
    .map(({ orderId }) => orderId)
  const ids = [...fired, ...banked]
  return sum(
    ledger.trades.filter(({ orderId, time }) => ids.includes(orderId) && time <= at).map(({ qty }) => qty),
  )
}

/** After a look, with no fault since the entry, the next rung whose tier was reached rests or is sold. */
function unoffered(
  testimony: Nearby,
  wishes: Wishes,
  {
    of,
    rungs,
    marks,
  }: { readonly of: Led; readonly rungs: readonly Rung[]; readonly marks: readonly Mark[] },
): readonly string[] {
  // If the exchange refuses reduce-only conditional orders, reached rungs are sold at market.
  const isRefused = of.algoAsked.some(({ answer }) => answer?.status !== 200)
  if (isRefused || isTouched(testimony, of)) return []
  const looks = freeLooks(testimony, wishes, of, marks)
  const tiers = looks.map(({ confirmed }) => tierAt(of, confirmed.profit))
  return looks.flatMap((look, index) => {
    if (testimony.wasDisturbed(of.symbol, of.life.openedAt - 1, look.to) || exitAt(of) <= look.to) return []
    const next = nextAfter(rungs, soldUntil(of, look.to))
    if (!next || next.tier > Math.max(...tiers.slice(0, index + 1)) || isOffering(of, look)) return []
    return [`${of.name} offered no take-profit by ${face(look.to)}; ${next.quantity} at ${next.price} is due`]
  })
}

/** The first rung, in order, that this quantity did not fill. */
function nextAfter(rungs: readonly Rung[], sold: Dec): Rung | undefined {
  let left = sold
  return rungs.find(({ quantity }) => {
    left = left.minus(quantity)
    return left.lt(0)
  })
}

/** Whether another client traded it, or cancelled its orders. */
const isTouched = ({ deeds }: Nearby, { symbol }: Led): boolean => deeds.some(each => each.symbol === symbol)

/** A take-profit is live or filled when the look is over; if one ends during a look, the next look replaces it. */
const isOffering = ({ algoOrders }: Led, { from, to }: Seeing): boolean =>
  algoOrders.some(
    ({ orderType, createTime, endTime }) =>
      orderType === 'TAKE_PROFIT_MARKET' && createTime <= to && (endTime === 0 || endTime >= from),
  )

const told = (rungs: readonly Rung[]) =>
  rungs.map(({ quantity, price }) => `${quantity} at ${price}`).join(', ') || 'none'
