import { type DecimalString, sum } from '#domain/decimal.ts'
import type { Position, Result } from '#domain/position.ts'
import { type Figures, figuresOf } from '#figures/figures.ts'
import { refusedOf } from '#figures/missed.ts'
import { type ClosedTrade, tradeOf } from '#figures/trade.ts'
import type { PositionLifetime, VenueLedger } from '#paper/audit/ledger.ts'
import { equityOf } from './equity.ts'
import { lifetimeOf } from './promises.ts'
import type { Records } from './records.ts'

/** A run as its figures need it. */
export interface PlayedRun {
  /** Start and end of the played market; milliseconds. */
  readonly startsAt: number
  readonly notes: { readonly endsAt: number }
  /** The account's starting balance. */
  readonly balance: DecimalString
  readonly records: Pick<Records, 'positions' | 'verdicts'>
  readonly ledgers: Iterable<VenueLedger>
  /** The market's mark price then; without it the account is known only when positions close. */
  readonly markAt?: (symbol: string, at: number) => DecimalString
}

/** The figures of a finished run: its positions from the table, their money from the venue's books. */
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
    // In the end every position is closed, and the results make the account.
    ...(markAt && { equity: [...equityOf({ ledgers, balance, markAt }), { at: notes.endsAt, equity: end }] }),
  })
}

/** A closed position with its money by the venue; undefined if its result is not known. */
export function tradeBy(position: Position, life: PositionLifetime): ClosedTrade | undefined {
  if (!position.result) return undefined
  const { realizedPnl, funding, netPnl } = life
  const result: Omit<Result, 'lastDayNetPnl'> = {
    reason: position.result.reason,
    exitPrice: position.result.exitPrice,
    grossPnl: realizedPnl.toFixed(8),
    // The remaining cost of a liquidation counts as fees, as in the table.
    fees: realizedPnl.plus(funding).minus(netPnl).toFixed(8),
    funding: funding.toFixed(8),
    netPnl: netPnl.toFixed(8),
  }
  return tradeOf(position, result)
}
