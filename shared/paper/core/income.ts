import { type Dec, dec } from '#domain/decimal.ts'
import type { PriceStep } from '../ports.ts'
import type { IncomeRecord, PositionSide, SymbolRecord } from '../records.ts'
import { noted } from './ending.ts'
import { money } from './position.ts'
import { heldPositions, type NamedPosition, ofPosition, withPosition } from './positions.ts'
import { nextId } from './record.ts'

/** Books an income that belongs to no trade: in the running sums and as a line of its own. */
export function noteIncome(
  record: SymbolRecord,
  positionSide: PositionSide,
  incomeType: IncomeRecord['incomeType'],
  amount: Dec,
  time: number,
): SymbolRecord {
  const key = incomeType === 'FUNDING_FEE' ? 'funding' : 'insuranceClear'
  const numbered = nextId(record, 'income')
  const body: IncomeRecord = {
    tranId: numbered.id,
    symbol: record.symbol,
    ...ofPosition(positionSide),
    incomeType,
    income: amount.toFixed(),
    time,
  }
  const totals = { ...record.totals, [key]: amount.plus(record.totals[key]).toFixed() }
  return noted({ ...numbered.record, totals }, { kind: 'income', id: body.tranId, time, body })
}

/** Funding on each position's notional at the mark: at a positive rate, longs pay shorts. */
export function payFunding(record: SymbolRecord, step: PriceStep): SymbolRecord {
  const rate = step.fundingRate
  if (rate === undefined) return record
  return heldPositions(record).reduce((state, held) => pay(state, held, rate, step), record)
}

function pay(record: SymbolRecord, held: NamedPosition, rate: string, step: PriceStep): SymbolRecord {
  const { side, position } = held
  const amount = money(dec(position.quantity).times(step.mark).times(rate).negated())
  if (amount.isZero()) return record
  const booked = noteIncome(record, side, 'FUNDING_FEE', amount, step.time)
  const isolatedWallet =
    record.marginType === 'isolated'
      ? amount.plus(position.isolatedWallet).toFixed()
      : position.isolatedWallet
  const carried = amount.plus(position.carried).toFixed()
  return withPosition(booked, side, { ...position, isolatedWallet, carried })
}
