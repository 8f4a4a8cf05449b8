import { type Dec, type DecimalString, dec, sum } from '#domain/decimal.ts'
import type { EquityPoint } from '#figures/period.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'

const minute = 60_000

/** A change of the cash, and of the contracts held. */
interface Movement {
  readonly at: number
  readonly symbol: string
  readonly cash: Dec
  readonly quantity: Dec
}

/**
 * What the account was worth by the venue's books: at each movement of money, and each minute in between while a
 * position is open. A contract counts at its mark. Cash paid and received, plus contracts at their mark, give balance
 * and unrealised profit without an average entry price.
 */
export function equityOf(of: {
  readonly ledgers: Iterable<Pick<VenueLedger, 'symbol' | 'trades' | 'income'>>
  readonly balance: DecimalString
  readonly markAt: (symbol: string, at: number) => DecimalString
}): readonly EquityPoint[] {
  const held = new Map<string, Dec>()
  let cash = dec(of.balance)
  const point = (at: number): EquityPoint => {
    const open = [...held].map(([symbol, quantity]) => quantity.times(of.markAt(symbol, at)))
    return { at, equity: cash.plus(sum(open)).toFixed() }
  }
  const points: EquityPoint[] = []
  let next = Number.POSITIVE_INFINITY
  const movements: Movement[] = []
  for (const ledger of of.ledgers) movements.push(...movementsOf(ledger))
  movements.sort((a, b) => a.at - b.at)
  for (const [at, together] of Map.groupBy(movements, each => each.at)) {
    for (; held.size > 0 && next < at; next += minute) points.push(point(next))
    for (const { symbol, cash: moved, quantity } of together) {
      cash = cash.plus(moved)
      const now = (held.get(symbol) ?? dec(0)).plus(quantity)
      if (now.isZero()) held.delete(symbol)
      else held.set(symbol, now)
    }
    points.push(point(at))
    next = (Math.floor(at / minute) + 1) * minute
  }
  return points
}

function movementsOf({ symbol, trades, income }: Pick<VenueLedger, 'symbol' | 'trades' | 'income'>) {
  const traded = trades.map(({ time, side, qty, price, commission }): Movement => {
    const quantity = dec(qty).times(side === 'BUY' ? 1 : -1)
    return { at: time, symbol, quantity, cash: quantity.times(price).neg().minus(commission) }
  })
  const received = income.map(
    (each): Movement => ({ at: each.time, symbol, quantity: dec(0), cash: dec(each.income) }),
  )
  return [...traded, ...received]
}
