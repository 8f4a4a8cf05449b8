import { type Dec, dec } from '#domain/decimal.ts'
import type { Case } from './cases.ts'
import { type Asked, bodyOf } from './testimony.ts'

/** A mark price answered together with an open position, to which caller, and when. */
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

/** The answered marks of one open position, in order. A mark that was never answered demands nothing. */
export function marksOf(asked: readonly Asked[], { symbol, sign, life, ledger }: Case): readonly Mark[] {
  const until = life.closedAt ?? ledger.until
  const isOpen = (at: number) => at >= life.openedAt && at <= until
  return asked
    .filter(({ name, answer }) => name === 'GET positionRisk' && answer?.status === 200 && isOpen(answer.at))
    .flatMap(each => rowsOf(each).flatMap(row => markOf(each, row)))
    .filter(each => each.symbol === symbol && each.sign === sign)
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
