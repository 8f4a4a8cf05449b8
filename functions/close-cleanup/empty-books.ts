import { ownerOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import type { AlgoOrder, Exchange, Listed, Outcome, RegularOrder } from '#ports/exchange.ts'

const mostRounds = 5

interface Books {
  readonly regular: readonly Listed<RegularOrder>[]
  readonly algo: readonly Listed<AlgoOrder>[]
}

/**
 * Cancels every order of the symbol, of every type, in both books, until both read empty. Writes each order into the
 * journal first. Works only while the slot is this position's, so that a later position's orders are not touched.
 * Cancels our own one by one: a position that a trader has just reversed by hand may have a stop that the book does
 * not show yet. If another client now has a position on the symbol, its orders protect that position, and stay.
 */
export async function emptyBooks(context: Context, held: HeldPosition): Promise<void> {
  const { exchange, state, clock } = context
  const { id, symbol } = held.position
  const slot = (await state.account.read()).item.slots[symbol]
  if (slot?.positionId !== id) return
  for (let round = 0; round < mostRounds; round++) {
    const [regular, algo] = await Promise.all([exchange.openOrders(symbol), exchange.openAlgoOrders(symbol)])
    const others = [...regular, ...algo].filter(order => !isOwn(held.position, order))
    const beside = others.length > 0 && (await somethingIsOpen(exchange, symbol))
    const books = beside ? own(held.position, { regular, algo }) : { regular, algo }
    const standing = [...books.regular, ...books.algo]
    if (standing.length === 0) {
      held.note('books-empty', { rounds: round, ...(beside && { spared: others.length }) })
      return
    }
    for (const { type, clientId } of standing) held.note('cancelling', { type, clientId })
    if (!beside) tellOthers(context, held.position, others)
    const onlyOurs = beside || others.length === 0
    const outcomes = await (onlyOurs ? cancelEach : cancelAll)(exchange, symbol, books)
    if (outcomes.some(({ outcome }) => outcome !== 'accepted')) await clock.sleep(200)
  }
  throw new Error(
    `${symbol} still shows orders after ${mostRounds} rounds of cancelling; the clean-up goes on`,
  )
}

/** Ours is flat: anything open now, or unreadable, is another client's. */
async function somethingIsOpen(exchange: Exchange, symbol: string): Promise<boolean> {
  const { open, unread, complete } = await exchange.positions()
  return !complete || [...open.map(position => position.symbol), ...unread].includes(symbol)
}

const isOwn = ({ deployment }: Position, { clientId }: { readonly clientId: string }): boolean =>
  ownerOf(clientId)?.deployment === deployment

const own = (position: Position, { regular, algo }: Books): Books => ({
  regular: regular.filter(order => isOwn(position, order)),
  algo: algo.filter(order => isOwn(position, order)),
})

type Outcomes = Promise<readonly Outcome<unknown>[]>

const cancelAll = (exchange: Exchange, symbol: string, { regular, algo }: Books): Outcomes =>
  Promise.all([
    ...(regular.length > 0 ? [exchange.cancelAll(symbol)] : []),
    ...(algo.length > 0 ? [exchange.cancelAllAlgo(symbol)] : []),
  ])

const cancelEach = (exchange: Exchange, symbol: string, { regular, algo }: Books): Outcomes =>
  Promise.all([
    ...regular.map(({ clientId }) => exchange.cancel(symbol, clientId)),
    ...algo.map(({ clientId }) => exchange.cancelAlgo(symbol, clientId)),
  ])

/** Orders that a trader placed by hand go with ours: the position they were for is closed. */
function tellOthers(
  { telemetry }: Context,
  { id: positionId, symbol }: Position,
  others: readonly Listed<RegularOrder | AlgoOrder>[],
): void {
  for (const { clientId, type } of others)
    telemetry.warn('other-order-cancelled', { positionId, symbol, clientId, type })
  if (others.length > 0) telemetry.count('OtherOrderCancelled', others.length)
}
