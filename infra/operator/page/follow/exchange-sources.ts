import type { Exchange } from '#ports/exchange.ts'
import type { Books } from '../../account/listed-orders.ts'
import { marginAsset } from '../../account/margin-asset.ts'
import type { Connection } from '../../connect/connection.ts'
import type { Known } from '../read/known.ts'
import { type Pace, pauseFor, type Source } from './source.ts'
import type { Spent } from './spent.ts'

/** Every open position, and the balance less often. */
export function exchangeSource(
  connection: Connection,
  { positionsMs, balanceMs }: Pace,
  spent: Spent,
): Source {
  let balanceReadAt = Number.NEGATIVE_INFINITY
  return {
    what: 'exchange',
    pause: () => positionsMs,
    async read({ table }) {
      await connection.stack.keepTime()
      const exchange = await connection.exchange()
      try {
        const positions = { ...(await exchange.positions()), table }
        if (Date.now() - balanceReadAt < balanceMs) return { positions }
        const shown = await exchange.balance(marginAsset)
        balanceReadAt = Date.now()
        return { positions, balance: { shown } }
      } finally {
        spent.note(exchange.drainUsage().weight)
      }
    },
  }
}

/** Of all symbols at once, orders of others among them. */
const weightOfAll = 80
const weightOfOne = 2
const allEveryMs = 60_000
const least = 2_000

/**
 * The books of what is open, once more of what was open a read ago, for its orders are gone only after it; and now and
 * then those of all symbols: orders of other clients stand anywhere.
 */
export function booksSource(connection: Connection, { weightAMinute }: Pace, spent: Spent): Source {
  let allReadAt = Number.NEGATIVE_INFINITY
  let openBefore: readonly string[] = []
  return {
    what: 'books',
    pause: known => pauseFor(weightOfOne * symbolsOf(known).length, weightAMinute, least),
    async read(known) {
      const { table } = known
      const open = symbolsOf(known)
      const symbols = [...new Set([...open, ...openBefore])]
      await connection.stack.keepTime()
      const exchange = await connection.exchange()
      try {
        const isOfAll = Date.now() - allReadAt >= pauseFor(weightOfAll, weightAMinute, allEveryMs)
        const books = isOfAll ? await allBooks(exchange) : await booksOf(exchange, symbols, known.books)
        if (isOfAll) allReadAt = Date.now()
        openBefore = open
        return { books: { ...books, table } }
      } finally {
        spent.note(exchange.drainUsage().weight)
      }
    },
  }
}

async function allBooks(exchange: Exchange): Promise<Books> {
  const [regular, algo] = await Promise.all([exchange.openOrders(), exchange.openAlgoOrders()])
  return { regular, algo }
}

/** The books of some symbols; of the others what was read before still stands, as far as is known. */
async function booksOf(
  exchange: Exchange,
  symbols: readonly string[],
  before: Books | undefined,
): Promise<Books> {
  const read = await Promise.all(
    symbols.map(symbol => Promise.all([exchange.openOrders(symbol), exchange.openAlgoOrders(symbol)])),
  )
  const others = <T extends { symbol: string }>(orders: readonly T[] = []) =>
    orders.filter(({ symbol }) => !symbols.includes(symbol))
  return {
    regular: [...others(before?.regular), ...read.flatMap(([regular]) => regular)],
    algo: [...others(before?.algo), ...read.flatMap(([, algo]) => algo)],
  }
}

/** What holds a slot or is open. */
export const symbolsOf = ({ table, positions }: Known): readonly string[] => [
  ...new Set([...(table?.positions ?? []), ...(positions?.open ?? [])].map(({ symbol }) => symbol)),
]
