import { type DecimalString, sum } from '#domain/decimal.ts'
import type { Position, Result } from '#domain/position.ts'
import { type Figures, figuresOf } from '#figures/figures.ts'
import { refusedOf } from '#figures/missed.ts'
import { type ClosedTrade, tradeOf } from '#figures/trade.ts'
import type { PositionLifetime, VenueLedger } from '#paper/audit/ledger.ts'
import { equityOf } from './equity.ts'
import { lifetimeOf } from './promises.ts'
import type { Records } from './records.ts'

/** A run as its figures see it. */
export interface PlayedRun {
  /** When the market began to be played, and when it ended; milliseconds. */
  readonly startsAt: number
  readonly notes: { readonly endsAt: number }
  /** What the account began with. */
  readonly balance: DecimalString
  readonly records: Pick<Records, 'positions' | 'verdicts'>
  readonly ledgers: Iterable<VenueLedger>
  /** The market's mark price then; without it the account is only seen where positions closed. */
  readonly markAt?: (symbol: string, at: number) => DecimalString
}

/** What a finished run came to: its positions as the table has them, their money as the venue has it in its books. */
export function runFigures(run: PlayedRun, lifetimes: readonly PositionLifetime[]): Figures {
  const { startsAt, balance, notes, records, ledgers, markAt } = run
  const trades = records.positions.flatMap(position => {
    const life = lifetimeOf(position, lifetimes)
    return (life && tradeBy(position, life)) ?? []
  })
  const end = sum([balance, ...trades.map(({ net }) => net)]).toFixed()
  return figuresOf({
    from: startsAt,
    to: notes.endsAt,
    startingBalance: balance,
    trades,
    refused: refusedOf(records.verdicts),
    // In the end everything is closed, and the account is what the results say.
    ...(markAt && { equity: [...equityOf({ ledgers, balance, markAt }), { at: notes.endsAt, equity: end }] }),
  })
}

/** A closed position with its money as the venue has it; undefined where no result is known. */
export function tradeBy(position: Position, life: PositionLifetime): ClosedTrade | undefined {
  if (!position.result) return undefined
  const { realizedPnl, funding, netPnl } = life
  const result: Omit<Result, 'lastDayNetPnl'> = {
    reason: position.result.reason,
    exitPrice: position.result.exitPrice,
    grossPnl: realizedPnl.toFixed(8),
    // What a liquidation cost beside them counts as fees, as in the table.
    fees: realizedPnl.plus(funding).minus(netPnl).toFixed(8),
    funding: funding.toFixed(8),
    netPnl: netPnl.toFixed(8),
  }
  return tradeOf(position, result)
}
