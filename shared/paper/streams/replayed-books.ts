import { dec } from '#domain/decimal.ts'
import { applyFill } from '../core/position.ts'
import { positionOf, positionSideOf, positionsOf, withPosition } from '../core/positions.ts'
import type { IncomeRecord, MarginChangeRecord, PositionSide, SymbolRecord, TradeRecord } from '../records.ts'

type Totals = SymbolRecord['totals']

const added = (record: SymbolRecord, amounts: Partial<Record<keyof Totals, string>>): SymbolRecord => {
  const totals = { ...record.totals }
  for (const key of Object.keys(amounts) as (keyof Totals)[])
    totals[key] = dec(totals[key])
      .plus(amounts[key] ?? 0)
      .toFixed()
  return { ...record, totals }
}

/** The symbol after one trade of its ledger: its position and its running sums. */
export function afterTrade(record: SymbolRecord, trade: TradeRecord): SymbolRecord {
  const side = positionSideOf(trade)
  const { position } = applyFill(
    positionOf(record, side),
    {
      side: trade.side,
      quantity: dec(trade.qty),
      price: dec(trade.price),
      time: trade.time,
      commission: dec(trade.commission),
    },
    { isolated: record.marginType === 'isolated', leverage: record.leverage },
  )
  const { realizedPnl, commission } = trade
  return added(withPosition(record, side, position), {
    realizedPnl,
    commission: dec(commission).negated().toFixed(),
  })
}

/** After one income that belongs to no trade; funding also counts for its position. */
export function afterIncome(record: SymbolRecord, line: IncomeRecord): SymbolRecord {
  if (line.incomeType !== 'FUNDING_FEE') return added(record, { insuranceClear: line.income })
  const side = positionSideOf(line)
  const position = positionOf(record, side)
  const isolated = record.marginType === 'isolated'
  return added(
    withPosition(record, side, {
      ...position,
      carried: dec(position.carried).plus(line.income).toFixed(),
      ...(isolated && { isolatedWallet: dec(position.isolatedWallet).plus(line.income).toFixed() }),
    }),
    { funding: line.income },
  )
}

/** After money moved between the free balance and an isolated position. */
export function afterMarginChange(record: SymbolRecord, line: MarginChangeRecord): SymbolRecord {
  const side = positionSideOf(line)
  const position = positionOf(record, side)
  const moved = line.type === 1 ? dec(line.amount) : dec(line.amount).negated()
  const isolatedWallet = dec(position.isolatedWallet).plus(moved).toFixed()
  return withPosition(record, side, { ...position, isolatedWallet, updateTime: line.time })
}

/** Positions that differ from the replayed ones: by this venue's ledger there are none. */
export const unexplained = (replayed: SymbolRecord, after: SymbolRecord): readonly PositionSide[] =>
  positionsOf(after).flatMap(({ side, position }) => {
    const told = positionOf(replayed, side)
    const isSame =
      dec(told.quantity).eq(position.quantity) &&
      dec(told.entryPrice).eq(position.entryPrice) &&
      dec(told.isolatedWallet).eq(position.isolatedWallet)
    return isSame ? [] : [side]
  })
