import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { advance } from '#paper/core/advance.ts'
import { comparePrices, ladderOf, price, reached } from '#paper/core/price-ladder.ts'
import { newSymbol } from '#paper/core/record.ts'
import { follow, isTriggered } from '#paper/core/trigger.ts'
import { pricesOf, reachedAlgos, reachedOrders } from '#paper/core/waiting.ts'
import type { PriceStep } from '#paper/ports.ts'
import type { AlgoOrderRecord, OrderRecord, SymbolRecord } from '#paper/records.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { parseRules } from '#paper/rules.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { START } from '../builder.ts'

/** Includes prices that floats cannot tell apart. */
const decimals = fc.oneof(
  fc.integer({ min: 90, max: 110 }).map(String),
  fc.integer({ min: 9_000, max: 11_000 }).map(each => dec(each).div(100).toFixed()),
  fc.constantFrom('100', '100.0', '100.00000000000000001', '99.99999999999999999', '100.00000000000000002'),
)

const rules = parseRules(shippedRules).get('BTCUSDT')
if (rules === undefined) throw new Error('Expected BTCUSDT in the shipped rules')
const venue = { rules, settings: defaultPaperSettings, backing: undefined }
const empty = newSymbol(rules, defaultPaperSettings, START)

const stepAt = (time: number, last: string, mark: string): PriceStep => ({
  time,
  last,
  mark,
  bid: last,
  ask: last,
  volume: '1000',
})

const kinds = ['STOP_MARKET', 'TAKE_PROFIT_MARKET', 'STOP', 'TAKE_PROFIT', 'TRAILING_STOP_MARKET'] as const
const algo = fc
  .record({
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    orderType: fc.constantFrom(...kinds),
    workingType: fc.constantFrom('MARK_PRICE' as const, 'CONTRACT_PRICE' as const),
    triggerPrice: decimals,
    best: fc.oneof(fc.constant(''), decimals),
    algoStatus: fc.constantFrom('NEW' as const, 'NEW' as const, 'TRIGGERED' as const),
  })
  .map(({ best, ...each }) =>
    each.orderType === 'TRAILING_STOP_MARKET'
      ? { ...each, trailing: { callbackRate: '1', activatePrice: each.triggerPrice, best } }
      : each,
  )
const algos = fc.array(algo, { maxLength: 40 }).map(all =>
  all.map(
    (each, index): AlgoOrderRecord => ({
      ...each,
      algoId: index,
      clientAlgoId: String(index),
      symbol: 'BTCUSDT',
      timeInForce: 'GTC',
      quantity: '0.01',
      price: each.triggerPrice,
      priceProtect: false,
      reduceOnly: true,
      closePosition: false,
      createTime: START,
      updateTime: START,
      triggerTime: 0,
      endTime: 0,
      actualPrice: '0',
      actualQty: '0',
    }),
  ),
)

const orders = fc
  .array(fc.record({ side: fc.constantFrom('BUY' as const, 'SELL' as const), price: decimals }), {
    maxLength: 40,
  })
  .map(all =>
    all.map(
      (each, index): OrderRecord => ({
        ...each,
        orderId: index,
        clientOrderId: String(index),
        symbol: 'BTCUSDT',
        type: 'LIMIT',
        timeInForce: 'GTC',
        origQty: '1',
        executedQty: '0',
        cumQuote: '0',
        reduceOnly: false,
        closePosition: false,
        status: 'NEW',
        time: START,
        updateTime: START,
      }),
    ),
  )

describe('prices', () => {
  test.prop([decimals, decimals])('are compared exactly, floats or not', (a, b) => {
    expect(Math.sign(comparePrices(price(a), price(b)))).toBe(dec(a).cmp(b))
  })

  test.prop([fc.array(decimals, { maxLength: 30 }), decimals])(
    'that items wait for are reached nearest first, and at one price in the order of arrival',
    (levels, at) => {
      const rungs = levels.map((level, index) => ({ at: level, id: index, item: index }))
      const rising = reached(ladderOf('rise', rungs), price(at))
      const expected = rungs
        .filter(rung => dec(rung.at).lte(at))
        .sort((a, b) => dec(a.at).cmp(b.at) || a.id - b.id)
      expect(rising).toEqual(expected.map(rung => rung.item))
      const falling = reached(ladderOf('fall', rungs), price(at))
      expect(falling).toHaveLength(levels.filter(level => dec(level).gte(at)).length)
    },
  )
})

describe('the index by price', () => {
  test.prop([algos, decimals, decimals], { numRuns: 300 })(
    'finds every algo order that a check of each order would find',
    (algoOrders, last, mark) => {
      const step = stepAt(START + 1, last, mark)
      const moved = algoOrders.filter(
        each => each.algoStatus === 'NEW' && (isTriggered(each, step) || follow(each, step) !== each),
      )
      const found = reachedAlgos({ ...empty, algoOrders }, pricesOf(step))
      expect(found.filter(each => moved.includes(each))).toEqual(moved)
    },
  )

  test.prop([orders, decimals], { numRuns: 300 })(
    'finds every resting order that the price trades through, best price first, then the oldest',
    (all, last) => {
      const record = { ...empty, orders: all }
      const side = (wanted: 'BUY' | 'SELL') =>
        reachedOrders(record, pricesOf(stepAt(START + 1, last, last))).filter(each => each.side === wanted)
      const bids = all.filter(each => each.side === 'BUY' && dec(each.price).gte(last))
      const asks = all.filter(each => each.side === 'SELL' && dec(each.price).lte(last))
      expect(side('BUY')).toEqual(bids.sort((a, b) => dec(b.price).cmp(a.price) || a.orderId - b.orderId))
      expect(side('SELL')).toEqual(asks.sort((a, b) => dec(a.price).cmp(b.price) || a.orderId - b.orderId))
    },
  )
})

describe('many steps at once', () => {
  const walk = fc.array(fc.tuple(decimals, decimals, fc.boolean()), { minLength: 1, maxLength: 40 })
  const holding = (quantity: string): SymbolRecord['position'] => ({
    quantity,
    entryPrice: '100',
    isolatedWallet: '5',
    carried: '0',
    openedAt: START,
    updateTime: START,
  })

  test.prop([algos, orders, walk, fc.constantFrom('0', '1', '-1')], { numRuns: 300 })(
    'have the same effect as one by one: no skipped step would have done anything',
    (algoOrders, resting, prices, quantity) => {
      const steps = prices.map(([last, mark, funding], index) => ({
        ...stepAt(START + index + 1, last, mark),
        ...(funding && { fundingRate: '0.0001' }),
      }))
      const record: SymbolRecord = {
        ...empty,
        marginType: 'isolated',
        position: holding(quantity),
        algoOrders,
        orders: resting,
      }
      const together = advance(record, steps, venue, START + 100)
      const apart = steps.reduce((state, step) => advance(state, [step], venue, step.time).record, record)
      expect(together.record).toEqual(advance(apart, [], venue, START + 100).record)
    },
  )
})
