import type { Position } from '#domain/position.ts'
import type { Rest } from '#domain/rest.ts'
import type { SentinelSeen } from '#ports/between-ticks.ts'
import type { AccountPositions, Balance } from '#ports/exchange.ts'
import type { Account, LastTick } from '#ports/state.ts'
import type { Books } from '../../account/listed-orders.ts'
import type { StackAlarm } from '../../stack-alarms.ts'
import type { CandlesShown } from '../shown/candles.ts'
import type { ReadingShown } from '../shown/health.ts'
import type { StopStep, TakeProfitShown } from '../shown/position.ts'
import type { SignalShown } from '../shown/signal.ts'
import type { MeasuredMinute } from './measured.ts'

/** State of the table. */
export interface TableRead {
  readonly account: Account
  /** Positions that hold a slot. */
  readonly positions: readonly Position[]
  readonly last: LastTick | undefined
  readonly rests: readonly Rest[]
  /** Undefined: the deployment has no sentinel. Undefined inside: none has listened yet. */
  readonly sentinel: { readonly seen: SentinelSeen | undefined } | undefined
  /** Position id → every level of its stop so far. */
  readonly stops: ReadonlyMap<string, readonly StopStep[]>
  /** Position id → its take-profits; sold ones with their time, if known. */
  readonly takeProfits: ReadonlyMap<string, readonly TakeProfitShown[]>
}

/**
 * The table's state when the exchange was asked. Both are compared as of then: otherwise every change of a position
 * would look like a difference until both were read again.
 */
export interface Beside {
  readonly table: TableRead | undefined
}

/** The last result of every reading; absent until the first. */
export interface Known {
  readonly table?: TableRead
  /** Every open position of the account. */
  readonly positions?: AccountPositions & Beside
  /** Undefined inside: the exchange shows none of the asset. */
  readonly balance?: { readonly shown: Balance | undefined }
  readonly books?: Books & Beside
  /** Newest first, at most as many as the page is sent. */
  readonly signals?: readonly SignalShown[]
  readonly alarms?: readonly StackAlarm[]
  readonly measured?: MeasuredMinute
  readonly invalidWaiting?: number
  /** The newest minutes of open symbols. */
  readonly candles?: readonly CandlesShown[]
}

/** A source that is read at its own pace. */
export type What = ReadingShown['what']
