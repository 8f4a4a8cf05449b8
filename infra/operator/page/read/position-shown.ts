import { dec } from '#domain/decimal.ts'
import { priceAt } from '#domain/margin.ts'
import { measuredFrom } from '#domain/measured.ts'
import type { Position } from '#domain/position.ts'
import type { StoredEntry } from '#ports/state.ts'
import { type Compared, comparePositions } from '../../account/compare-positions.ts'
import type { PositionShown, TakeProfitShown } from '../shown/position.ts'
import type { Known, TableRead } from './known.ts'
import { isAsThen } from './look.ts'

const nothing = { open: [], unread: [], complete: true }

/** Positions that hold a slot, and open ones without a slot, as far as they were read. */
export function positionsShown(
  table: TableRead | undefined,
  { positions, books }: Pick<Known, 'positions' | 'books'>,
): readonly PositionShown[] {
  const compared = comparePositions(table?.positions ?? [], positions ?? nothing, books?.algo ?? [])
  const differences = differencesThen(table, positions, books)
  return compared.map(each => ({
    ...byTable(each, table),
    ...byExchange(each),
    ...(books && { liveStops: each.liveStops }),
    differences: [...(differences.get(each.symbol) ?? [])],
  }))
}

/**
 * By symbol, as of the exchange's reading. Its row or books are absent before they are read, or when the table's state
 * has changed since.
 */
function differencesThen(table: TableRead | undefined, positions: Known['positions'], books: Known['books']) {
  if (!positions?.table || !books) return new Map<string, readonly string[]>()
  const { table: then } = positions
  const isSettled = (symbol: string) => isAsThen(symbol, table, then) && isAsThen(symbol, table, books.table)
  const compared = comparePositions(then.positions, positions, books.algo)
  return new Map(
    compared.flatMap(({ symbol, differences }) => (isSettled(symbol) ? [[symbol, differences]] : [])),
  )
}

function byExchange({ exchange, marginPnl }: Compared) {
  return {
    ...(exchange?.markPrice !== undefined && { markPrice: exchange.markPrice }),
    ...(exchange?.unrealizedPnl !== undefined && { unrealised: exchange.unrealizedPnl }),
    ...(exchange?.liquidationPrice !== undefined && { liquidationPrice: exchange.liquidationPrice }),
    ...(marginPnl !== undefined && { marginPnl }),
  }
}

function byTable(
  { symbol, position, exchange }: Compared,
  table: TableRead | undefined,
): Omit<PositionShown, 'differences'> {
  if (position) return ofOurs(position, table)
  return {
    ...{ id: symbol, isOurs: false, symbol, stops: [], takeProfits: [] },
    ...(exchange && { side: exchange.side, quantity: exchange.quantity }),
    ...(exchange?.entryPrice !== undefined && { entryPrice: exchange.entryPrice }),
  }
}

function ofOurs(position: Position, table: TableRead | undefined): Omit<PositionShown, 'differences'> {
  const { id, symbol, side, state, source, signalId, leverage, margin, entry, tier, doubt, closing } =
    position
  const tick = table?.last?.tick
  const emergencyPrice = emergencyPriceOf(position)
  return {
    ...{ id, isOurs: true, symbol, side, state, source, signalId, leverage, margin, tier },
    asset: position.rules.marginAsset,
    quantity: position.openQuantity ?? entry.quantity,
    entryQuantity: position.entryQuantity ?? entry.quantity,
    ...(position.entryPrice !== undefined && { entryPrice: position.entryPrice }),
    openedAt: position.openedAt ?? position.createdAt,
    stops: [...(table?.stops.get(id) ?? [])],
    takeProfits: [...(table?.takeProfits.get(id) ?? takeProfitsOf(position))],
    ...(emergencyPrice !== undefined && { emergencyPrice }),
    ...(tick !== undefined && tick >= position.createdAt && { lookedAt: tick }),
    ...(doubt && { doubt: doubt.why }),
    ...(closing && { closing: { reason: closing.reason, at: closing.at } }),
  }
}

/**
 * Take-profits; with the journal, sold ones have the time at which the watch saw it. A rung that the market jumped over
 * was sold at market.
 */
export const takeProfitsOf = (
  { rungs }: Pick<Position, 'rungs'>,
  journal: readonly StoredEntry[] = [],
): TakeProfitShown[] =>
  rungs.map(({ tier, triggerPrice, quantity, state, offeredAt, clientId }, index) => {
    const sold = journal.find(
      entry =>
        (entry.event === 'take-profit-traced' && entry.clientId === clientId) ||
        (entry.event === 'profit-banked' && Array.isArray(entry.rungs) && entry.rungs.includes(index)),
    )
    return {
      ...{ tier, price: triggerPrice, quantity, state },
      ...(offeredAt !== undefined && { offeredAt }),
      ...(state === 'done' && sold && { doneAt: sold.at }),
    }
  })

/** Where the watch closes at market; unknown before the fill. */
export function emergencyPriceOf({ side, entryPrice, leverage, settings }: Position): string | undefined {
  if (entryPrice === undefined) return undefined
  const entry = dec(entryPrice)
  const { emergencyPct } = measuredFrom(settings, entry, leverage)
  return priceAt(side, entry, dec(emergencyPct).neg(), leverage).toDecimalPlaces(8).toFixed()
}
