import { type Dec, dec } from '#domain/decimal.ts'
import type { Case } from './cases.ts'
import { type Asked, bodyOf } from './testimony.ts'

/** A mark price that was answered with an open position, to whom and when. */
export interface Mark {
  readonly symbol: string
  readonly sign: 1 | -1
  readonly mark: Dec
  readonly at: number
  readonly caller: string
}

interface Row {
  readonly symbol: string
  readonly positionAmt: string
  readonly markPrice: string
}

/** Every mark that was answered, in order. What was never answered demands nothing. */
export function marksAnswered(asked: readonly Asked[]): readonly Mark[] {
  return asked
    .filter(({ name, answer }) => name === 'GET positionRisk' && answer?.status === 200)
    .flatMap(each => rowsOf(each).flatMap(row => markOf(each, row)))
    .toSorted((a, b) => a.at - b.at)
}

const rowsOf = (asked: Asked): readonly Row[] => {
  const rows = bodyOf<readonly Row[]>(asked)
  return Array.isArray(rows) ? rows : []
}

function markOf({ caller, answer }: Asked, { symbol, positionAmt, markPrice }: Row): readonly Mark[] {
  const [amount, mark] = [Number(positionAmt), Number(markPrice)]
  if (!amount || !(mark > 0)) return []
  return [{ symbol, sign: amount > 0 ? 1 : -1, mark: dec(markPrice), at: answer?.at ?? 0, caller }]
}

/** Those that were answered of one position while it was open. */
export const marksOf = (marks: readonly Mark[], { symbol, sign, life, ledger }: Case): readonly Mark[] =>
  marks.filter(
    each =>
      each.symbol === symbol &&
      each.sign === sign &&
      each.at >= life.openedAt &&
      each.at <= (life.closedAt ?? ledger.until),
  )
