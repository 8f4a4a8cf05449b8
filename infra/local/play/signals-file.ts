import { tableEndings } from '../market/csv-table.ts'
import { type ArrivingLine, readSignalLines } from './signal-lines.ts'
import { readSignalTable, type SignalColumns } from './signal-table.ts'

export interface SignalsRead {
  readonly lines: readonly ArrivingLine[]
  /** Remarks for the operator on how they were read. */
  readonly told: readonly string[]
}

export interface SignalsAsked {
  /** None without. */
  readonly signals?: string | undefined
  /** Which CSV column holds which field. */
  readonly columns?: SignalColumns | undefined
}

/** Reads a file of signals: a CSV with a header, or JSON. Throws a message for the operator. */
export function readSignals({ signals: file, columns = {} }: SignalsAsked, start: number): SignalsRead {
  if (file === undefined || !tableEndings.test(file)) {
    refuseLoneColumns({ columns })
    return { lines: file === undefined ? [] : readSignalLines(file, start), told: [] }
  }
  const table = readSignalTable(file, columns)
  return { lines: table.lines, told: [`Signals: ${table.columns}.`] }
}

/** Throws if columns are named without a CSV. */
export function refuseLoneColumns({ columns = {} }: Pick<SignalsAsked, 'columns'>): void {
  if (Object.keys(columns).length > 0)
    throw new Error('--columns names the columns of a .csv: give one with --signals.')
}
