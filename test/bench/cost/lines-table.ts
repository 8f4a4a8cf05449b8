import { tableOf } from '../table.ts'
import { type Line, total } from './line.ts'

export const usd = (amount: number): string => amount.toFixed(4)

/** Lines of a bill, without those of 0. */
export const linesTable = (lines: readonly Line[]): string =>
  tableOf(
    ['', 'quantity', 'USD'],
    [
      ...lines
        .filter(({ quantity }) => quantity > 0)
        .map(each => [each.what, `${number(each.quantity)} × ${each.price.usd}`, usd(each.usd)]),
      ['together', '', usd(total(lines))],
    ],
  )

const number = (value: number): string =>
  Number.isInteger(value) || value >= 100 ? value.toFixed(0) : value.toPrecision(3)
