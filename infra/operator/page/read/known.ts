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

/** What is so in the table. */
export interface TableRead {
  readonly account: Account
  /** Those that hold a slot. */
  readonly positions: readonly Position[]
  readonly last: LastTick | undefined
  readonly rests: readonly Rest[]
  /** Undefined where the deployment has no sentinel; within: none has listened yet. */
  readonly sentinel: { readonly seen: SentinelSeen | undefined } | undefined
  /** Position id → every level that its stop has had. */
  readonly stops: ReadonlyMap<string, readonly StopStep[]>
  /** Position id → its take-profits, those that were taken with their time as far as it is known. */
  readonly takeProfits: ReadonlyMap<string, readonly TakeProfitShown[]>
}

/**
 * What the table said when the exchange was asked: the two are compared as of then, or every change of a position
 * would look like a difference until both were read again.
 */
export interface Beside {
  readonly table: TableRead | undefined
}

/** All that was read last; what was not yet, is absent. */
export interface Known {
  readonly table?: TableRead
  /** Every open position of the account. */
  readonly positions?: AccountPositions & Beside
  /** Undefined within: the exchange shows none of the asset. */
  readonly balance?: { readonly shown: Balance | undefined }
  readonly books?: Books & Beside
  /** The newest first, not more than are told. */
  readonly signals?: readonly SignalShown[]
  readonly alarms?: readonly StackAlarm[]
  readonly measured?: MeasuredMinute
  readonly invalidWaiting?: number
  /** The newest minutes of what is open. */
  readonly candles?: readonly CandlesShown[]
}

/** What is read by itself, at a pace of its own. */
export type What = ReadingShown['what']
