import { dec } from '#domain/decimal.ts'
import { advance } from '#paper/core/advance.ts'
import type { Moment, Venue } from '#paper/core/context.ts'
import { placeAlgoOrder } from '#paper/core/place-algo-order.ts'
import { placeOrder } from '#paper/core/place-order.ts'
import { newSymbol } from '#paper/core/record.ts'
import type { PriceStep } from '#paper/ports.ts'
import type { SymbolRecord } from '#paper/records.ts'
import { parseRules, type SymbolRules } from '#paper/rules.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { START } from '../paper/builder.ts'
import { manySymbols } from './many-symbols.ts'
import { median } from './median.ts'
import { stepAt } from './step-at.ts'
import { measureResting, pairsPerSecond, type RestingMeasure } from './venue-resting.ts'

/** Work of the matching alone: no context, no store, no wire. */
export interface CoreMeasure {
  readonly ordersPerSecond: number
  /** Steps that reach no order, by the number of orders that wait on the symbol; µs each. */
  readonly quietStepUs: readonly { readonly orders: number; readonly us: number }[]
  /** A thousand open orders on a hundred symbols, each with a position: µs per price step of one symbol. */
  readonly thousandOrdersUs: number
  readonly stepsPerSecond: number
  /** By the number of limit orders that rest on the symbol. */
  readonly resting: readonly RestingMeasure[]
}

const settings = { ...defaultPaperSettings, maxAlgoOrders: 1_000, startingBalance: '100000000' }
export const venueOf = (rules: SymbolRules): Venue => ({ rules, settings, backing: undefined })

/** A long position with so many orders around it, half of either book, none within 5 % of the price. */
export function crowded(rules: SymbolRules, orders: number): SymbolRecord {
  const venue = venueOf(rules)
  const moment: Moment = { at: START, step: stepAt(START, '60000') }
  const market = { side: 'BUY', type: 'MARKET', timeInForce: 'GTC', price: undefined } as const
  const base = { positionSide: 'BOTH' as const, clientOrderId: undefined, clientAlgoId: undefined }
  const bought = placeOrder(
    newSymbol(rules, settings, START),
    { ...base, ...market, quantity: dec('0.1'), reduceOnly: false },
    moment,
    venue,
  ).record
  return Array.from({ length: orders }, (_, index) => index).reduce((record, index) => {
    if (index % 2 === 0) {
      const price = dec(50_000).plus(index)
      const order = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: dec('0.01') } as const
      return placeOrder(record, { ...base, ...order, price, reduceOnly: false }, moment, venue).record
    }
    const triggerPrice = index % 4 === 1 ? dec(56_000).minus(index) : dec(64_000).plus(index)
    const orderType = index % 4 === 1 ? ('STOP_MARKET' as const) : ('TAKE_PROFIT_MARKET' as const)
    const algo = { side: 'SELL', timeInForce: 'GTC', quantity: dec('0.01'), price: undefined } as const
    const more = { workingType: 'MARK_PRICE', priceProtect: false, closePosition: false } as const
    const request = { ...base, ...algo, ...more, orderType, triggerPrice, reduceOnly: true as const }
    const trailing = { callbackRate: undefined, activatePrice: undefined }
    return placeAlgoOrder(record, { ...request, ...trailing }, moment, venue).record
  }, bought)
}

/** A price that wanders within 1 %, a step a second. */
export const quietSteps = (count: number, from = START): readonly PriceStep[] =>
  Array.from({ length: count }, (_, index) =>
    stepAt(from + (index + 1) * 1000, (60_000 + 500 * Math.sin(index / 50)).toFixed(1)),
  )

export function measureCore(): CoreMeasure {
  const [rules] = [...parseRules(manySymbols(1).rules).values()]
  if (rules === undefined) throw new Error('Expected a symbol')
  // The first runs are slower, whatever they measure: the code is not compiled yet.
  stepUs([crowded(rules, 10)], rules)
  const quietStepUs = [10, 100, 400].map(orders => ({ orders, us: stepUs([crowded(rules, orders)], rules) }))
  const hundred = [...parseRules(manySymbols(100).rules).values()].map(each => crowded(each, 10))
  const thousandOrdersUs = stepUs(hundred, rules)
  return {
    ordersPerSecond: ordersPerSecond(rules),
    quietStepUs,
    thousandOrdersUs,
    stepsPerSecond: 1_000_000 / thousandOrdersUs,
    resting: [10, 100, 1_000, 10_000].map(orders => measureResting(rules, orders)),
  }
}

function stepUs(records: readonly SymbolRecord[], rules: SymbolRules): number {
  const venue = venueOf(rules)
  const steps = quietSteps(20_000 / Math.min(records.length, 20))
  const run = () => {
    for (const { position, ...rest } of records) {
      // A position of its own in each run: the venue remembers what another one withstood.
      const record = { ...rest, position: { ...position } }
      const { changed } = advance(record, steps, venue, START + 1e9)
      if (changed) throw new Error('Expected steps that reach nothing')
    }
  }
  run()
  const took = Array.from({ length: 5 }, () => {
    const before = performance.now()
    run()
    return performance.now() - before
  })
  return (median(took) * 1000) / (steps.length * records.length)
}

/** A limit order that rests and is cancelled, on a symbol with ten others: two orders' worth of requests. */
function ordersPerSecond(rules: SymbolRules): number {
  return pairsPerSecond(crowded(rules, 10), rules, 5_000)
}
