import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { openNotionalOf } from '#paper/core/open-notional.ts'
import {
  algosWith,
  algosWithout,
  ordersWith,
  ordersWithout,
  restingOrders,
  waitingAlgos,
} from '#paper/core/order-lists.ts'
import { newSymbol } from '#paper/core/record.ts'
import { pricesOf, reachedAlgos, reachedOrders, waitingOf } from '#paper/core/waiting.ts'
import type { AlgoOrderRecord, OrderRecord, SymbolRecord } from '#paper/records.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { parseRules } from '#paper/rules.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { START } from '../builder.ts'

const rules = parseRules(shippedRules).get('BTCUSDT')
if (rules === undefined) throw new Error('Expected BTCUSDT in the shipped rules')
const empty = newSymbol(rules, defaultPaperSettings, START)

const level = fc.constantFrom('99', '99.5', '100', '100.0', '100.25', '101')
const change = fc.record({
  id: fc.integer({ min: 1, max: 12 }),
  gone: fc.boolean(),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  at: level,
  reduceOnly: fc.boolean(),
  status: fc.constantFrom('NEW' as const, 'TRIGGERING' as const, 'TRIGGERED' as const),
  workingType: fc.constantFrom('MARK_PRICE' as const, 'CONTRACT_PRICE' as const),
  best: fc.constantFrom(undefined, '', '99', '101'),
  goodTillDate: fc.constantFrom(undefined, START + 1, START + 2),
})
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

const orderOf = ({ id, side, at, reduceOnly, goodTillDate }: Change): OrderRecord => ({
  ...{ orderId: id, clientOrderId: `${id}`, symbol: 'BTCUSDT', side, type: 'LIMIT', timeInForce: 'GTC' },
  ...{ price: at, origQty: '0.3', executedQty: '0.1', cumQuote: '10', reduceOnly, closePosition: false },
  ...{ status: 'NEW', time: START, updateTime: START, ...(goodTillDate && { goodTillDate }) },
})

const algoOf = ({ id, side, at, status, workingType, best, goodTillDate }: Change): AlgoOrderRecord => ({
  ...{ algoId: id, clientAlgoId: `${id}`, symbol: 'BTCUSDT', side, orderType: 'STOP_MARKET' },
  ...{ timeInForce: 'GTC', quantity: '0.1', triggerPrice: at, price: '0', workingType },
  ...{ priceProtect: false, reduceOnly: true, closePosition: false, algoStatus: status },
  ...{ createTime: START, updateTime: START, triggerTime: 0, endTime: 0, actualPrice: '0', actualQty: '0' },
  ...(best !== undefined && { trailing: { callbackRate: '1', activatePrice: at, best } }),
  ...(goodTillDate && { goodTillDate }),
})

/** Everything that is sorted and summed for a record's lists, and what nearby prices find in them. */
const seen = (record: SymbolRecord) => ({
  endsAt: waitingOf(record).endsAt,
  hasTriggering: waitingOf(record).hasTriggering,
  open: (['BUY', 'SELL'] as const).map(side => openNotionalOf(record.orders, 'BOTH')[side].toFixed()),
  found: ['98', '99.5', '100', '100.5', '102'].map(last => {
    const prices = pricesOf({ time: START, last, mark: last, bid: last, ask: last, volume: '1' })
    return [
      reachedOrders(record, prices).map(order => order.orderId),
      reachedAlgos(record, prices).map(algo => algo.algoId),
    ]
  }),
})

test.prop([fc.array(change, { minLength: 1, maxLength: 60 })])(
  'what is carried from one list to the next equals sorting and summing the next list afresh',
  changes => {
    let record = empty
    for (const each of changes) {
      seen(record)
      record = {
        ...record,
        orders: each.gone ? ordersWithout(record.orders, each.id) : ordersWith(record.orders, orderOf(each)),
        algoOrders: each.gone
          ? algosWithout(record.algoOrders, each.id)
          : algosWith(record.algoOrders, algoOf(each)),
      }
      const anew = { ...record, orders: [...record.orders], algoOrders: [...record.algoOrders] }
      expect(seen(record)).toEqual(seen(anew))
    }
  },
)

const named = fc.record({ id: fc.integer({ min: 80, max: 330 }), clientId: fc.nat(70), gone: fc.boolean() })
const plain = { gone: false, side: 'BUY', at: '99', reduceOnly: false, status: 'NEW' } as const
const more = { workingType: 'MARK_PRICE', best: undefined, goodTillDate: undefined } as const

test.prop([fc.array(named, { minLength: 1, maxLength: 40 }), fc.boolean()], {
  numRuns: 40,
})(
  'an order in a long list is found by either id, as a search through the list finds it, and keeps its place',
  (changes, wasChanged) => {
    const ids = Array.from({ length: 210 }, (_, index) => index + 100)
    // An earlier release put a changed order at the end of its list.
    if (wasChanged) ids.push(...ids.splice(0, 1))
    const made = (id: number, clientId: number) => ({
      order: { ...orderOf({ ...plain, ...more, id }), clientOrderId: `c${clientId}` },
      algo: { ...algoOf({ ...plain, ...more, id }), clientAlgoId: `c${clientId}` },
    })
    let orders: readonly OrderRecord[] = ids.map(id => made(id, id % 60).order)
    let algos: readonly AlgoOrderRecord[] = ids.map(id => made(id, id % 60).algo)
    for (const { id, clientId, gone } of changes) {
      const { order, algo } = made(id, clientId)
      orders = gone ? ordersWithout(orders, id) : ordersWith(orders, order)
      algos = gone ? algosWithout(algos, id) : algosWith(algos, algo)
      expect(orders.filter(each => each.orderId === id)).toEqual(gone ? [] : [order])
      expect(restingOrders.find(orders, { id })).toBe(gone ? undefined : order)
      expect(waitingAlgos.find(algos, { id })).toBe(gone ? undefined : algo)
      const byClient = { clientId: `c${clientId}` }
      const oldest = (a: number, b: number) => a - b
      const [first] = orders
        .filter(restingOrders.isNamed(byClient))
        .map(each => each.orderId)
        .sort(oldest)
      expect(restingOrders.find(orders, byClient)?.orderId).toBe(first)
      expect(waitingAlgos.find(algos, byClient)?.algoId).toBe(first)
      expect(algos.map(each => each.algoId)).toEqual(orders.map(each => each.orderId))
    }
    const told = orders.map(order => order.orderId)
    if (!wasChanged) expect(told).toEqual(told.toSorted((a, b) => a - b))
  },
)
