import type { State } from '#ports/state.ts'
import { accountStore } from './account.ts'
import { journalStore } from './journal.ts'
import { orderStore } from './orders.ts'
import { positionStore } from './positions.ts'
import { restStore } from './rest.ts'
import { sentinelStore } from './sentinel.ts'
import { signalStore } from './signals.ts'
import { symbolStore } from './symbols.ts'
import type { Table } from './table.ts'
import { watchStore } from './watch.ts'
import { wokenStore } from './woken.ts'

/** The state port on one DynamoDB table. */
export const createState = (table: Table): State => ({
  account: accountStore(table),
  positions: positionStore(table),
  journal: journalStore(table),
  signals: signalStore(table),
  symbols: symbolStore(table),
  watch: watchStore(table),
  orders: orderStore(table),
  rest: restStore(table),
  woken: wokenStore(table),
  sentinel: sentinelStore(table),
})
