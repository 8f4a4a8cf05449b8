import { type Item, itemsOf } from '../../infra/lab/items.ts'
import { memoryTable } from '../../infra/lab/memory-table.ts'
import { reordered } from './any-order.ts'

/** A table that keeps all of its items in memory. */
export const plainTable = (items = new Map<string, Item>()) => memoryTable(itemsOf(items))

/** A table for each system of a test file. The keys of its answers come in any order, as DynamoDB's may. */
export const memoryForTests = () => ({
  createTable: async () => memoryTable(itemsOf(new Map()), reordered),
})
