import { expect, test } from 'vitest'
import { orderBudget, ordersOf, orderWindow } from '#domain/order-budget.ts'

/** The orders that Binance takes from one account in 10 s. */
const most = 300

test('orders are counted in windows of 10 s', () => {
  expect([0, 9_999, 10_000, 19_999].map(orderWindow)).toEqual([0, 0, 1, 1])
})

test('improvements leave three fifths of a window to urgent orders', () => {
  expect(most - orderBudget.improvements).toBe(180)
})

test('a raise is three orders, an offer one', () => {
  expect(ordersOf).toEqual({ 'raise-stop': 3, offer: 1 })
})
