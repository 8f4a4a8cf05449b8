import { dec, sum } from '#domain/decimal.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { Answer } from '#ports/answer.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * Positions as they were at that time, if they were open then and still are. An answer without positions stays as it
 * is.
 */
export async function positionsAsOf(
  answer: Answer,
  at: number,
  ledger: (symbol: string) => Promise<VenueLedger>,
): Promise<Answer> {
  if (!answer.ok) return answer
  const rows = (await answer.json()) as readonly Row[]
  const before = await Promise.all(
    rows.map(async row => {
      if (Number(row.updateTime) <= at || isUnreadable(row)) return row
      const { trades } = await ledger(String(row.symbol))
      const since = trades.filter(({ time }) => time > at)
      const change = sum(since.map(({ side, qty }) => (side === 'BUY' ? qty : dec(qty).neg())))
      return { ...row, positionAmt: dec(String(row.positionAmt)).minus(change).toFixed(), updateTime: at }
    }),
  )
  return again(
    answer,
    before.filter(row => isUnreadable(row) || Number(row.positionAmt) !== 0),
  )
}

const isUnreadable = ({ positionAmt }: Row): boolean =>
  typeof positionAmt !== 'string' || !/^-?\d+(\.\d+)?$/.test(positionAmt)

/** An order that changed since that time is not found yet. */
export async function orderAsOf(answer: Answer, at: number): Promise<Answer> {
  if (!answer.ok) return answer
  const order = (await answer.json()) as Row
  if (Number(order.updateTime) <= at) return again(answer, order)
  return Response.json({ code: -2013, msg: 'struck' }, { status: 400 })
}

const again = ({ status, headers }: Answer, body: unknown): Response =>
  Response.json(body, { status, headers })
