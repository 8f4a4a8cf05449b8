import { dec } from '#domain/decimal.ts'
import type { RowFault } from './rule.ts'

type Row = Readonly<Record<string, unknown>>

/** A list, or a single body, with the selected rows altered. The data behind them stays as it is. */
export function shownRows(body: unknown, faults: readonly RowFault[]): unknown {
  if (faults.length === 0) return body
  if (Array.isArray(body)) return body.map(row => shownRows(row, faults))
  if (typeof body !== 'object' || body === null) return body
  return faults.reduce<Row>((row, fault) => (isMeant(row, fault) ? shown(row, fault) : row), body as Row)
}

const isMeant = (row: Row, { of = {} }: RowFault): boolean =>
  Object.entries(of).every(([field, value]) => String(row[field]) === value)

/** A value that another fault made non-numeric cannot be multiplied; it is shown as it is. */
const isNumber = (value: unknown): boolean =>
  (typeof value === 'string' || typeof value === 'number') && value !== '' && Number.isFinite(Number(value))

function shown(row: Row, { show = {}, times = {}, lack = [] }: RowFault): Row {
  const scaled = Object.entries(times)
    .filter(([field]) => isNumber(row[field]))
    .map(([field, factor]) => [field, dec(String(row[field])).times(factor).toFixed()] as const)
  const all = { ...row, ...Object.fromEntries(scaled), ...show }
  return Object.fromEntries(Object.entries(all).filter(([field]) => !lack.includes(field)))
}
