import type { Exchange } from '#ports/exchange.ts'
import type { Books } from '../../account/listed-orders.ts'
import { marginAsset } from '../../account/margin-asset.ts'
import type { Connection } from '../../connect/connection.ts'
import type { Known } from '../read/known.ts'
import { type Pace, pauseFor, type Source } from './source.ts'
import type { Spent } from './spent.ts'

/** Reads every open position, and less often the balance. */
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

/** Weight of reading the orders of all symbols at once, other clients' included. */
const weightOfAll = 80
const weightOfOne = 2
const allEveryMs = 60_000
const least = 2_000

/**
 * Reads the books of open symbols. Reads those that closed since the last read once more, because their orders vanish
 * after the position. Now and then it reads all symbols: other clients may have orders anywhere.
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

/** Reads the books of some symbols; for the others the last read still counts. */
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

/** Symbols that hold a slot or are open. */
export const symbolsOf = ({ table, positions }: Known): readonly string[] => [
  ...new Set([...(table?.positions ?? []), ...(positions?.open ?? [])].map(({ symbol }) => symbol)),
]
