import { memoryTable } from '../../infra/lab/memory-table.ts'
import { reordered } from './any-order.ts'

/** A table for each system of a test file. The keys of what it answers come in any order, as DynamoDB's may. */
export const memoryForTests = () => ({
  createTable: async () => memoryTable(new Map(), reordered),
})
