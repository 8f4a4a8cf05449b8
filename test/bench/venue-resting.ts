import { dec } from '#domain/decimal.ts'
import { advance } from '#paper/core/advance.ts'
import { cancelOrder } from '#paper/core/cancel.ts'
import type { Moment, Venue } from '#paper/core/context.ts'
import { type OrderRequest, placeOrder } from '#paper/core/place-order.ts'
import { newSymbol } from '#paper/core/record.ts'
import type { SymbolRecord } from '#paper/records.ts'
import type { SymbolRules } from '#paper/rules.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { START } from '../paper/builder.ts'
import { median } from './median.ts'
import { stepAt } from './step-at.ts'

/** The cost of one order among others, and of a step that fills the best of them. */
export interface RestingMeasure {
  readonly orders: number
  /** Limit orders that are placed and cancelled again. */
  readonly pairsPerSecond: number
  readonly fillingStepUs: number
}

/** Many more than Binance lets rest on a symbol. */
const settings = { ...defaultPaperSettings, startingBalance: '10000000000' }
const best = dec(58_000)
const tick = dec('0.1')

export function measureResting(listed: SymbolRules, orders: number): RestingMeasure {
  const rules: SymbolRules = { ...listed, maxOrders: orders + 1 }
  const record = crowdedBids(rules, orders)
  // The first runs are slower, whatever they measure.
  pairsPerSecond(record, rules, 200)
  const pairs = Array.from({ length: 5 }, () => pairsPerSecond(record, rules, 500))
  const steps = Array.from({ length: 5 }, () => fillingStepUs(record, rules, Math.min(orders, 100)))
  return { orders, pairsPerSecond: median(pairs), fillingStepUs: median(steps) }
}

const venueOf = (rules: SymbolRules): Venue => ({ rules, settings, backing: undefined })

const bid: Omit<OrderRequest, 'price'> = {
  side: 'BUY',
  positionSide: 'BOTH',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: dec('0.01'),
  reduceOnly: false,
  clientOrderId: undefined,
}

/** Bids at a tick's distance from each other, below the price. */
function crowdedBids(rules: SymbolRules, orders: number): SymbolRecord {
  const moment: Moment = { at: START, step: stepAt(START, '60000') }
  let record = newSymbol(rules, settings, START)
  for (let index = 0; index < orders; index++) {
    const price = best.minus(tick.times(index))
    record = placeOrder(record, { ...bid, price }, moment, venueOf(rules)).record
  }
  return record
}

/** A limit order that rests and is cancelled by its id, a number of times. */
export function pairsPerSecond(start: SymbolRecord, rules: SymbolRules, count: number): number {
  const venue = venueOf(rules)
  const moment: Moment = { at: START + 1, step: stepAt(START + 1, '60000') }
  const request = { ...bid, price: dec(59_000) }
  let record = start
  const run = (times: number) => {
    for (let index = 0; index < times; index++) {
      const placed = placeOrder(record, request, moment, venue)
      const after = cancelOrder(placed.record, { id: placed.order.orderId }, moment.at)
      record = { ...after.record, recent: [] }
    }
  }
  run(count / 5)
  const before = performance.now()
  run(count)
  return (count * 1000) / (performance.now() - before)
}

/** Steps that each trade through the best bid. */
function fillingStepUs(start: SymbolRecord, rules: SymbolRules, count: number): number {
  const venue = venueOf(rules)
  let record: SymbolRecord = { ...start, recent: [] }
  const before = performance.now()
  for (let index = 0; index < count; index++) {
    const through = best.minus(tick.times(index + 0.5)).toFixed()
    const step = stepAt(START + (index + 1) * 1000, through)
    record = { ...advance(record, [step], venue, step.time).record, recent: [] }
  }
  const us = ((performance.now() - before) * 1000) / count
  if (start.orders.length - record.orders.length !== count)
    throw new Error('Expected every step to fill a bid')
  return us
}
