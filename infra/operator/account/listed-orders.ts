import type { Position } from '#domain/position.ts'
import type { AlgoOrder, Listed, RegularOrder } from '#ports/exchange.ts'
import { missingOrders, type Owned, ownedBy } from './order-owner.ts'

type Book = 'regular' | 'algo'
type Open = Listed<RegularOrder> | Listed<AlgoOrder>

/** An open order, its owner and its purpose. */
export type ListedOrder = Open & { readonly book: Book } & Owned

export interface Books {
  readonly regular: readonly Listed<RegularOrder>[]
  readonly algo: readonly Listed<AlgoOrder>[]
}

/**
 * Orders of both books with their owners, and orders that are intended but not shown. Any of `positions` may own an
 * order; only `held` positions, whose books were read, can miss one.
 */
export function listedOrders(
  { regular, algo }: Books,
  deployment: string,
  { positions, held }: { readonly positions: readonly Position[]; readonly held: readonly Position[] },
) {
  const list = (book: Book, all: readonly Open[]): readonly ListedOrder[] =>
    all.map(order => ({ ...order, book, ...ownedBy(order.clientId, deployment, positions) }))
  const listed = [...list('regular', regular), ...list('algo', algo)]
  const shown = new Set(listed.map(({ clientId }) => clientId))
  const missing = held.flatMap(position =>
    missingOrders(position, shown).map(clientId => ({
      symbol: position.symbol,
      position: position.id,
      clientId,
    })),
  )
  return { listed, missing }
}
