import type { Period } from '#figures/period.ts'
import type { Verdict } from '#ports/state.ts'
import { type AssetOf, marginAssets } from '../account/margin-asset.ts'
import type { Connection } from '../connect/connection.ts'
import { allRecords } from '../positions.ts'
import { unknownOf } from './lacking.ts'
import { type Asked, isIn, periodOf } from './period.ts'
import { type Trade, tradesOf } from './trades.ts'

/** Trades and rejected signals of the requested period. */
export interface Results {
  readonly trades: readonly (Trade & { readonly asset: string | undefined })[]
  /** Closed positions that no figure counts. */
  readonly unknown: ReturnType<typeof unknownOf>
  readonly period: Period
  /** Every verdict that is kept, of any time. */
  readonly verdicts: readonly Verdict[]
  readonly assetOf: AssetOf
}

/** Reads the whole table. */
export async function readResults(connection: Connection, asked: Asked): Promise<Results> {
  const { positions, verdicts } = await allRecords(connection)
  const isAsked = isIn(asked)
  const assetOf = await marginAssets(
    connection,
    positions.map(({ symbol }) => symbol),
  )
  const known = tradesOf(positions)
  const trades = known
    .filter(({ closedAt }) => isAsked(closedAt))
    .map(trade => ({ ...trade, asset: assetOf(trade.symbol) }))
  const unknown = unknownOf(positions).filter(({ closedAt }) => isAsked(closedAt))
  return { trades, unknown, period: periodOf(asked, known, verdicts, connection), verdicts, assetOf }
}
