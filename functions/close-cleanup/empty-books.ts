import type { Desk, HeldPosition } from '#protection/desk.ts'

const mostRounds = 5

/**
 * Cancels every order of the symbol, of every type, in both books, and reads both empty. Each order is
 * written into the journal first. Only while the slot is this position's: what a later one placed is not
 * touched.
 */
export async function emptyBooks(desk: Desk, held: HeldPosition): Promise<void> {
  const { exchange, state, clock } = desk
  const { id, symbol } = held.position
  const slot = (await state.account.read()).item.slots[symbol]
  if (slot?.positionId !== id) return
  for (let round = 0; round < mostRounds; round++) {
    const [regular, algo] = await Promise.all([exchange.openOrders(symbol), exchange.openAlgoOrders(symbol)])
    if (regular.length + algo.length === 0) {
      held.note('books-empty', { rounds: round })
      return
    }
    for (const { type, clientId } of [...regular, ...algo]) held.note('cancelling', { type, clientId })
    const outcomes = await Promise.all([
      regular.length > 0 ? exchange.cancelAll(symbol) : undefined,
      algo.length > 0 ? exchange.cancelAllAlgo(symbol) : undefined,
    ])
    const failed = outcomes.find(answer => answer && answer.outcome !== 'accepted')
    if (failed) await clock.sleep(200)
  }
  throw new Error(
    `${symbol} still shows orders after ${mostRounds} rounds of cancelling; it is cleaned further`,
  )
}
