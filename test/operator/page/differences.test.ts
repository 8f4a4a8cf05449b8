import { expect, test } from 'vitest'
import type { Position } from '#domain/position.ts'
import type { Known, TableRead } from '../../../infra/operator/page/read/known.ts'
import { ordersShown } from '../../../infra/operator/page/read/orders-shown.ts'
import { positionsShown } from '../../../infra/operator/page/read/position-shown.ts'
import { aPosition } from '../../table/a-position.ts'

const tableOf = (...positions: readonly Position[]): TableRead => ({
  ...{ positions, last: undefined, rests: [], sentinel: undefined, stops: new Map(), takeProfits: new Map() },
  account: { slots: {} } as unknown as TableRead['account'],
})
const position = aPosition({ state: 'open' })
const closing = { ...position, state: 'closing' as const }
/** The exchange shows neither the position nor an order of it. */
const nothing = (table: TableRead): Pick<Known, 'positions' | 'books'> => ({
  positions: { open: [], unread: [], complete: true, table },
  books: { regular: [], algo: [], table },
})
const differencesOf = (now: TableRead, then: TableRead) =>
  positionsShown(now, nothing(then)).flatMap(({ differences }) => differences)

test('the page shows a difference between exchange and table if the table still has it', () => {
  expect(differencesOf(tableOf(position), tableOf(position))).toEqual([
    'open in the table, nothing is open on the exchange',
  ])
  // Every look records its mark: that alone is not a change of the table.
  expect(differencesOf(tableOf({ ...position, tier: position.tier + 1 }), tableOf(position))).toHaveLength(1)
})

test('a table that changed meanwhile makes no difference before the next reading of the exchange', () => {
  expect(differencesOf(tableOf(closing), tableOf(position))).toEqual([])
})

test('an order is missing, or unexpected, if the table still says so', () => {
  const books = (table: TableRead) => ({
    ...{ regular: [], table },
    algo: [{ symbol: position.symbol, clientId: `qt-paper-${position.id}-s9` }] as never[],
  })
  const shown = (now: TableRead, then: TableRead) => {
    const { orders, missing } = ordersShown('paper', now, books(then))
    return [orders.filter(({ isOdd }) => isOdd).length, missing.length > 0]
  }
  expect(shown(tableOf(position), tableOf(position))).toEqual([1, true])
  expect(shown(tableOf(closing), tableOf(position))).toEqual([0, false])
})

test('an order of a position that is gone from the exchange is not missing: it went with it', () => {
  const table = tableOf(position)
  const { positions, books } = nothing(table)
  const missing = (change: Partial<NonNullable<Known['positions']>>) =>
    ordersShown('paper', table, books as NonNullable<Known['books']>, {
      ...(positions as NonNullable<Known['positions']>),
      ...change,
    }).missing.length > 0
  expect(missing({})).toBe(false)
  expect(missing({ complete: false })).toBe(true)
  expect(missing({ unread: [position.symbol] })).toBe(true)
  expect(missing({ open: [{ symbol: position.symbol }] as never[] })).toBe(true)
})
