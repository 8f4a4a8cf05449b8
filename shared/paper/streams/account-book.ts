import { type Dec, dec, sum } from '#domain/decimal.ts'
import { positionsOf } from '../core/positions.ts'
import type { SymbolRecord } from '../records.ts'

/** The account's balances in USDT, updated event by event. */
export interface AccountBook {
  /** A symbol's contribution so far. */
  put(record: SymbolRecord): void
  wallet(): Dec
  /** Less the margin set aside for isolated positions. */
  crossWallet(): Dec
}

export function accountBook(startingBalance: string, symbols: Iterable<SymbolRecord>): AccountBook {
  let wallet = dec(startingBalance)
  let isolated = dec(0)
  const known = new Map<string, { readonly net: Dec; readonly isolated: Dec }>()
  const put = (record: SymbolRecord): void => {
    const before = known.get(record.symbol)
    const now = {
      net: sum(Object.values(record.totals)),
      isolated: sum(positionsOf(record).map(({ position }) => dec(position.isolatedWallet))),
    }
    wallet = wallet.plus(now.net).minus(before?.net ?? 0)
    isolated = isolated.plus(now.isolated).minus(before?.isolated ?? 0)
    known.set(record.symbol, now)
  }
  for (const record of symbols) put(record)
  return { put, wallet: () => wallet, crossWallet: () => wallet.minus(isolated) }
}
