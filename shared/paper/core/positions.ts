import { type Dec, dec } from '#domain/decimal.ts'
import type { OrderSide } from '#domain/side.ts'
import type { HedgeSide, PositionRecord, PositionSide, SymbolRecord } from '../records.ts'

/** One of a symbol's positions: the one of one-way mode, or a side of hedge mode. */
export interface NamedPosition {
  readonly side: PositionSide
  readonly position: PositionRecord
}

/** Which position an order, a trade or an income belongs to. */
interface OfPosition {
  readonly positionSide?: HedgeSide
}

export const positionSideOf = (of: OfPosition): PositionSide => of.positionSide ?? 'BOTH'

/** The record's field for the position side; one-way records have none. */
export const ofPosition = (side: PositionSide): OfPosition => (side === 'BOTH' ? {} : { positionSide: side })

export const flatPosition = (updateTime: number): PositionRecord => ({
  quantity: '0',
  entryPrice: '0',
  isolatedWallet: '0',
  carried: '0',
  openedAt: 0,
  updateTime,
})

const NO_HEDGE = { LONG: flatPosition(0), SHORT: flatPosition(0) }

export const positionOf = (record: SymbolRecord, side: PositionSide): PositionRecord =>
  side === 'BOTH' ? record.position : (record.hedge ?? NO_HEDGE)[side]

export const withPosition = (
  record: SymbolRecord,
  side: PositionSide,
  position: PositionRecord,
): SymbolRecord =>
  side === 'BOTH'
    ? { ...record, position }
    : { ...record, hedge: { ...(record.hedge ?? NO_HEDGE), [side]: position } }

/** The one-way position, then both sides if hedge mode was ever traded; flat ones too. */
export const positionsOf = (record: SymbolRecord): readonly NamedPosition[] => [
  { side: 'BOTH', position: record.position },
  ...(record.hedge === undefined
    ? []
    : [
        { side: 'LONG' as const, position: record.hedge.LONG },
        { side: 'SHORT' as const, position: record.hedge.SHORT },
      ]),
]

export const heldPositions = (record: SymbolRecord): readonly NamedPosition[] =>
  positionsOf(record).filter(({ position }) => position.quantity !== '0')

export const isFlat = (record: SymbolRecord): boolean => heldPositions(record).length === 0

/** A price for a symbol whose market is silent: the entry price of its position, otherwise "0". */
export const entryPriceOf = (record: SymbolRecord): string =>
  heldPositions(record)[0]?.position.entryPrice ?? '0'

/** The part of its position that an order may reduce. */
export function reducible(record: SymbolRecord, order: OfPosition & { readonly side: OrderSide }): Dec {
  const quantity = dec(positionOf(record, positionSideOf(order)).quantity)
  const opposes = order.side === 'SELL' ? quantity.gt(0) : quantity.lt(0)
  return opposes ? quantity.abs() : dec(0)
}

/** In hedge mode SELL of LONG and BUY of SHORT can only reduce. */
export const closesHedge = (side: OrderSide, positionSide: PositionSide): boolean =>
  positionSide === (side === 'SELL' ? 'LONG' : 'SHORT')
