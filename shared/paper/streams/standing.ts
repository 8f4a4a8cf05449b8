import type { AccountMargin } from '../core/margin.ts'
import type { AccountRecord } from '../records.ts'
import type { MarginView } from '../session/session.ts'

/** The whole account, brought up to this time. */
export interface Standing {
  readonly at: number
  readonly account: AccountMargin
  readonly symbols: readonly MarginView[]
  readonly config: AccountRecord
}
