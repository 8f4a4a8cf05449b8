import { dec } from '#domain/decimal.ts'
import { breakEvenPrice, pnlAt } from '../core/position.ts'
import { positionOf } from '../core/positions.ts'
import type { PositionSide, SymbolRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'
import { money } from '../wire/position-bodies.ts'
import type { AccountBook } from './account-book.ts'
import type { AccountChange } from './happening.ts'

/** The content of ACCOUNT_UPDATE: the wallet from `book`, and the positions that changed. */
export function accountEvent(
  { reason, record, sides, balanceChange }: AccountChange,
  book: AccountBook,
  rules: SymbolRules,
  mark: string,
) {
  return {
    B: [
      {
        a: rules.marginAsset,
        wb: money(book.wallet()),
        cw: money(book.crossWallet()),
        bc: money(dec(balanceChange)),
      },
    ],
    P: sides.map(side => positionFields(record, side, rules, mark)),
    m: reason,
    ...(reason === 'FUNDING_FEE' && { S: record.symbol }),
  }
}

function positionFields(record: SymbolRecord, side: PositionSide, rules: SymbolRules, mark: string) {
  const position = positionOf(record, side)
  return {
    s: record.symbol,
    pa: dec(position.quantity).toFixed(rules.quantityPrecision),
    ep: dec(position.entryPrice).toDecimalPlaces(12).toFixed(),
    bep: breakEvenPrice(position).toDecimalPlaces(12).toFixed(),
    cr: money(dec(record.totals.realizedPnl)),
    up: money(pnlAt(position, mark)),
    mt: record.marginType,
    iw: money(dec(position.isolatedWallet)),
    ps: side,
  }
}
